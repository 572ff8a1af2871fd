import './channels.problems.js';
import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { ResidentsModule } from '../residents/residents.module.js';
import { StationsModule } from '../stations/stations.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
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

@Module({
  imports: [AccountsModule, ReportsModule, ResidentsModule, StationsModule, TicketsModule],
  controllers: [PhoneController, CallsController, PaperController, LinksController],
  providers: [Links, StatusAttempts, Messages, MessagesStore, Slips, SlipsStore],
  exports: [Links, Messages],
})
export class ChannelsModule {}
