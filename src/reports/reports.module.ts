import './reports.problems.js';
import { Module } from '@nestjs/common';
import { AreasModule } from '../areas/areas.module.js';
import { StationsModule } from '../stations/stations.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { OpeningBalancesController } from './opening-balances.controller.js';
import { OpeningBalances } from './opening-balances.js';
import { OpeningBalancesStore } from './opening-balances.store.js';
import { ReportScope } from './report-scope.js';
import { ReportsController } from './reports.controller.js';
import { Reports } from './reports.js';

@Module({
  imports: [AreasModule, StationsModule, TicketsModule],
  controllers: [ReportsController, OpeningBalancesController],
  providers: [Reports, ReportScope, OpeningBalances, OpeningBalancesStore],
  exports: [Reports, OpeningBalances],
})
export class ReportsModule {}
