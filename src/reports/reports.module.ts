import './reports.problems.js';
import { Module } from '@nestjs/common';
import { AreasModule } from '../areas/areas.module.js';
import { ResidentsModule } from '../residents/residents.module.js';
import { StationsModule } from '../stations/stations.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { Exports } from './indicators/exports.js';
import { Filling } from './indicators/filling.js';
import { FillingStore } from './indicators/filling.store.js';
import { Facts } from './indicators/facts.js';
import { FiguresStore } from './indicators/figures.store.js';
import { IndicatorsController } from './indicators/indicators.controller.js';
import { Indicators } from './indicators/indicators.js';
import { IndicatorsStore } from './indicators/indicators.store.js';
import { Monthly } from './indicators/monthly.js';
import { SeriesController } from './indicators/series.controller.js';
import { Series } from './indicators/series.js';
import { SeriesStore } from './indicators/series.store.js';
import { Signals } from './indicators/signals.js';
import { SignalsStore } from './indicators/signals.store.js';
import { OpeningBalancesController } from './opening-balances.controller.js';
import { OpeningBalances } from './opening-balances.js';
import { OpeningBalancesStore } from './opening-balances.store.js';
import { ReportScope } from './report-scope.js';
import { ReportsController } from './reports.controller.js';
import { Reports } from './reports.js';

@Module({
  imports: [AreasModule, ResidentsModule, StationsModule, TicketsModule],
  controllers: [ReportsController, IndicatorsController, SeriesController, OpeningBalancesController],
  providers: [
    Reports,
    ReportScope,
    Facts,
    Filling,
    FillingStore,
    FiguresStore,
    Indicators,
    IndicatorsStore,
    Series,
    SeriesStore,
    Signals,
    SignalsStore,
    Monthly,
    Exports,
    OpeningBalances,
    OpeningBalancesStore,
  ],
  exports: [Reports, OpeningBalances],
})
export class ReportsModule {}
