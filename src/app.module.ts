import { Module, type DynamicModule } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.js';
import { AreasModule } from './areas/areas.module.js';
import { ChannelsModule } from './channels/channels.module.js';
import { DemoModule } from './demo/demo.module.js';
import { DispatchModule } from './dispatch/dispatch.module.js';
import { HealthController } from './platform/http/health.controller.js';
import { ReportsModule } from './reports/reports.module.js';
import { ResidentsModule } from './residents/residents.module.js';
import { RoutingModule } from './routing/routing.module.js';
import { StationsModule } from './stations/stations.module.js';
import { TicketsModule } from './tickets/tickets.module.js';

/** Wiring only: the features, lowest first. */
@Module({
  imports: [
    AreasModule,
    AccountsModule,
    ResidentsModule,
    StationsModule,
    RoutingModule,
    TicketsModule,
    DispatchModule,
    ReportsModule,
    ChannelsModule,
  ],
  controllers: [HealthController],
})
export class AppModule {
  static on(platform: DynamicModule, demo: boolean): DynamicModule {
    return { module: AppModule, imports: [platform, DemoModule.on(demo)] };
  }
}
