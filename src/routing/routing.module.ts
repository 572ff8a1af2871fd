import { Module } from '@nestjs/common';
import { AreasModule } from '../areas/areas.module.js';
import { StationsModule } from '../stations/stations.module.js';
import { RoutingController } from './routing.controller.js';
import './routing.problems.js';
import { RoutingStore } from './routing.store.js';
import { Routing } from './routing.js';

@Module({
  imports: [AreasModule, StationsModule],
  controllers: [RoutingController],
  providers: [Routing, RoutingStore],
  exports: [Routing],
})
export class RoutingModule {}
