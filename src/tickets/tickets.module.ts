import './tickets.problems.js';
import { Module, type OnModuleInit } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AreasModule } from '../areas/areas.module.js';
import { Sweeps } from '../platform/queue/sweeps.js';
import { PersonalOfTickets } from './personal.js';
import { ResidentsModule } from '../residents/residents.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { StationsModule } from '../stations/stations.module.js';
import { CategoriesController } from './categories.controller.js';
import { CallBacksController } from './call-backs/call-backs.controller.js';
import { CallBacks } from './call-backs/call-backs.js';
import { CallBacksStore } from './call-backs/call-backs.store.js';
import { CallersController } from './callers/callers.controller.js';
import { Callers } from './callers/callers.js';
import { CallersStore } from './callers/callers.store.js';
import { Categories } from './categories.js';
import { ClaimsController } from './claims/claims.controller.js';
import { Claims } from './claims/claims.js';
import { ClaimsStore } from './claims/claims.store.js';
import { DeclinedController } from './declined/declined.controller.js';
import { Declined } from './declined/declined.js';
import { DeclinedStore } from './declined/declined.store.js';
import { EscalationController } from './escalation.controller.js';
import { Escalations } from './escalations.js';
import { HoldsController } from './holds/holds.controller.js';
import { Holds } from './holds/holds.js';
import { HoldsStore } from './holds/holds.store.js';
import { MaterialsController } from './materials/materials.controller.js';
import { Materials } from './materials/materials.js';
import { MaterialsStore } from './materials/materials.store.js';
import { MergingController } from './merging/merging.controller.js';
import { Merging } from './merging/merging.js';
import { MergingStore } from './merging/merging.store.js';
import { MovesController } from './moves/moves.controller.js';
import { Moves } from './moves/moves.js';
import { MovesStore } from './moves/moves.store.js';
import { MapsWhatIf } from './moves/what-if.js';
import { Photos } from './photos.js';
import { RecordStore } from './record.store.js';
import { SimilarController } from './similar/similar.controller.js';
import { Similar } from './similar/similar.js';
import { SimilarStore } from './similar/similar.store.js';
import { TicketChanges } from './ticket.changes.js';
import { TicketFeed } from './ticket.feed.js';
import { unreachable } from './ticket.lifecycle.js';
import { TicketViews } from './ticket.views.js';
import { BoardController, TicketsController } from './tickets.controller.js';
import { Tickets } from './tickets.js';
import { TicketsStore } from './tickets.store.js';
import { VisitsController } from './visits/visits.controller.js';
import { Visits } from './visits/visits.js';

const controllers = [
  HoldsController,
  MovesController,
  MergingController,
  CallersController,
  VisitsController,
  MaterialsController,
  CallBacksController,
  ClaimsController,
  DeclinedController,
  SimilarController,
];
const beside = [
  Merging,
  MergingStore,
  Callers,
  CallersStore,
  Visits,
  Materials,
  MaterialsStore,
  CallBacks,
  CallBacksStore,
  Moves,
  MovesStore,
  MapsWhatIf,
  Claims,
  ClaimsStore,
  Declined,
  DeclinedStore,
  Similar,
  SimilarStore,
];

@Module({
  imports: [AreasModule, AccountsModule, ResidentsModule, StationsModule, RoutingModule],
  controllers: [TicketsController, EscalationController, BoardController, CategoriesController, ...controllers],
  providers: [
    PersonalOfTickets,
    Tickets,
    Escalations,
    Holds,
    HoldsStore,
    TicketsStore,
    RecordStore,
    TicketChanges,
    TicketViews,
    TicketFeed,
    Categories,
    Photos,
    ...beside,
  ],
  exports: [
    Tickets,
    TicketChanges,
    Escalations,
    Holds,
    TicketViews,
    TicketFeed,
    RecordStore,
    Categories,
    Merging,
    Callers,
    Visits,
    Claims,
    Declined,
    Similar,
  ],
})
export class TicketsModule implements OnModuleInit {
  constructor(
    private readonly sweeps: Sweeps,
    private readonly tickets: Tickets,
    private readonly escalations: Escalations,
    private readonly moves: Moves,
  ) {}

  onModuleInit(): void {
    const lost = unreachable();
    if (lost.length > 0) throw new Error(`no action leads to ${lost.join(', ')}`);
    this.sweeps.register({ name: "tickets: seven days' silence", run: () => this.tickets.confirmSilent() });
    this.sweeps.register({ name: 'tickets: holds that end', run: () => this.tickets.endHolds() });
    this.sweeps.register({ name: 'tickets: deadlines', run: () => this.escalations.watch() });
    this.sweeps.register({ name: 'tickets: provisional deadlines', run: () => this.escalations.setAnew() });
    this.sweeps.register({ name: 'tickets: those that follow a map', run: () => this.moves.goOn() });
  }
}
