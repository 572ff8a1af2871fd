import { Module, type DynamicModule } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AreasModule } from '../areas/areas.module.js';
import { ChannelsModule } from '../channels/channels.module.js';
import { DispatchModule } from '../dispatch/dispatch.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { ResidentsModule } from '../residents/residents.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { StationsModule } from '../stations/stations.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { DemoController } from './demo.controller.js';
import { DemoStore } from './demo.store.js';
import { DemoLoader } from './load-street.js';
import { DemoMonth } from './month.js';

@Module({
  imports: [
    AccountsModule,
    AreasModule,
    ChannelsModule,
    DispatchModule,
    ReportsModule,
    ResidentsModule,
    RoutingModule,
    StationsModule,
    TicketsModule,
  ],
  providers: [DemoLoader, DemoMonth, DemoStore],
  exports: [DemoLoader, DemoMonth],
})
export class DemoModule {
  /** What residents would be sent is shown in a demo only. */
  static on(demo: boolean): DynamicModule {
    return { module: DemoModule, controllers: demo ? [DemoController] : [] };
  }
}
