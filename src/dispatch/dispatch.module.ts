import './dispatch.problems.js';
import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { StationsModule } from '../stations/stations.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { Asking } from './asking.js';
import { CrewController, OffersController } from './dispatch.controller.js';
import { DispatchStore } from './dispatch.store.js';
import { Dispatch } from './dispatch.js';
import { LeaversController } from './leavers.controller.js';
import { Leavers } from './leavers.js';
import { LeaversStore } from './leavers.store.js';

@Module({
  imports: [AccountsModule, StationsModule, TicketsModule],
  controllers: [CrewController, OffersController, LeaversController],
  providers: [Dispatch, Asking, DispatchStore, Leavers, LeaversStore],
  exports: [Dispatch, Leavers],
})
export class DispatchModule {}
