import './dispatch.problems.js';
import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { StationsModule } from '../stations/stations.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { Asking } from './asking.js';
import { Candidates } from './candidates.js';
import { CrewController, OffersController } from './dispatch.controller.js';
import { DispatchStore } from './dispatch.store.js';
import { Dispatch } from './dispatch.js';
import { FiguresController } from './figures.controller.js';
import { FiguresStore } from './figures.store.js';
import { HabitsOfHelpers } from './habits.js';
import { HabitsStore } from './habits.store.js';
import { Ladder } from './ladder.js';
import { LeaversController } from './leavers.controller.js';
import { Leavers } from './leavers.js';
import { LeaversStore } from './leavers.store.js';
import { Situations } from './situations.js';

@Module({
  imports: [AccountsModule, StationsModule, TicketsModule],
  controllers: [CrewController, OffersController, LeaversController, FiguresController],
  providers: [
    Dispatch,
    Asking,
    Ladder,
    Situations,
    Candidates,
    DispatchStore,
    HabitsOfHelpers,
    HabitsStore,
    Leavers,
    LeaversStore,
    FiguresStore,
  ],
  exports: [Dispatch, Leavers],
})
export class DispatchModule {}
