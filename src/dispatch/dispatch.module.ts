import './dispatch.problems.js';
import { Module } from '@nestjs/common';
import { StationsModule } from '../stations/stations.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { Asking } from './asking.js';
import { CrewController, OffersController } from './dispatch.controller.js';
import { DispatchStore } from './dispatch.store.js';
import { Dispatch } from './dispatch.js';

@Module({
  imports: [StationsModule, TicketsModule],
  controllers: [CrewController, OffersController],
  providers: [Dispatch, Asking, DispatchStore],
  exports: [Dispatch],
})
export class DispatchModule {}
