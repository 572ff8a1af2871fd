import './reports.problems.js';
import { Module } from '@nestjs/common';
import { AreasModule } from '../areas/areas.module.js';
import { StationsModule } from '../stations/stations.module.js';
import { ReportsController } from './reports.controller.js';
import { Reports } from './reports.js';

@Module({
  imports: [AreasModule, StationsModule],
  controllers: [ReportsController],
  providers: [Reports],
  exports: [Reports],
})
export class ReportsModule {}
