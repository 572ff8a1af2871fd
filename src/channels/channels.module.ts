import './channels.problems.js';
import './conversations/conversations.problems.js';
import './plates/plates.problems.js';
import './texts/message-texts.problems.js';
import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AreasModule } from '../areas/areas.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { ResidentsModule } from '../residents/residents.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { StationsModule } from '../stations/stations.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { ConversationsController } from './conversations/conversations.controller.js';
import { ConversationsStore } from './conversations/conversations.store.js';
import { Conversations } from './conversations/conversations.js';
import { Deciding } from './conversations/deciding.js';
import { Filing } from './conversations/filing.js';
import { Places } from './conversations/places.js';
import { TriageController } from './conversations/triage.controller.js';
import { Triage } from './conversations/triage.js';
import { LinksController } from './links/links.controller.js';
import { Links } from './links/links.js';
import { StatusAttempts } from './links/status-attempts.js';
import { MessagesStore } from './messages/messages.store.js';
import { Messages } from './messages/messages.js';
import { PaperController } from './paper/paper.controller.js';
import { SlipsStore } from './paper/slips.store.js';
import { Slips } from './paper/slips.js';
import { CallsController } from './phone/calls.controller.js';
import { PhoneController } from './phone/phone.controller.js';
import { PlateKeys } from './plates/plate-keys.js';
import { PlateRequests } from './plates/plate-requests.js';
import { PlateAddressController, PlatesController } from './plates/plates.controller.js';
import { PlatesStore } from './plates/plates.store.js';
import { Plates } from './plates/plates.js';
import { PlateSheets } from './plates/sheets.js';
import { Attempts } from './requests/attempts.js';
import { SelfRequests } from './requests/self-requests.js';
import { MessageTextsController } from './texts/message-texts.controller.js';
import { MessageTexts } from './texts/message-texts.js';
import { WebController } from './web/web.controller.js';
import { WebPlaces } from './web/web-places.js';

const requests = [Attempts, SelfRequests, WebPlaces];
const plates = [Plates, PlatesStore, PlateKeys, PlateRequests, PlateSheets];
const conversations = [Conversations, ConversationsStore, Deciding, Filing, Places, Triage];

@Module({
  imports: [AccountsModule, AreasModule, ReportsModule, ResidentsModule, StationsModule, RoutingModule, TicketsModule],
  controllers: [
    PhoneController,
    CallsController,
    PaperController,
    LinksController,
    PlatesController,
    PlateAddressController,
    ConversationsController,
    TriageController,
    WebController,
    MessageTextsController,
  ],
  providers: [
    Links,
    StatusAttempts,
    Messages,
    MessagesStore,
    MessageTexts,
    Slips,
    SlipsStore,
    ...requests,
    ...plates,
    ...conversations,
  ],
  exports: [Links, Messages, MessageTexts],
})
export class ChannelsModule {}
