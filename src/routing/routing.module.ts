import { Module, type OnModuleInit } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AreasModule } from '../areas/areas.module.js';
import { Sweeps } from '../platform/queue/sweeps.js';
import { StationsModule } from '../stations/stations.module.js';
import { AreaFiles } from './maps/area-files.js';
import { DraftsController } from './maps/drafts.controller.js';
import { Drafts } from './maps/drafts.js';
import { MapAreas } from './maps/map-areas.js';
import { MapChecks } from './maps/map-checks.js';
import { MapImports } from './maps/map-imports.js';
import { MapReports } from './maps/map-reports.js';
import { MapScope } from './maps/map-scope.js';
import './maps/maps.problems.js';
import { PublicationsController } from './maps/publications.controller.js';
import { Publishing } from './maps/publishing.js';
import { ReportsController } from './maps/reports.controller.js';
import { WhatIf } from './maps/what-if.js';
import { MapReader } from './map-reader.js';
import { AddressesController } from './addresses.controller.js';
import { RoutingController } from './routing.controller.js';
import './routing.problems.js';
import { RoutingStore } from './routing.store.js';
import { Routing } from './routing.js';

const maps = [AreaFiles, Drafts, MapAreas, MapChecks, MapImports, MapReports, MapScope, Publishing, WhatIf];

@Module({
  imports: [AccountsModule, AreasModule, StationsModule],
  // what stands in the place of an id goes first
  controllers: [RoutingController, AddressesController, PublicationsController, DraftsController, ReportsController],
  providers: [Routing, RoutingStore, MapReader, ...maps],
  exports: [Routing, WhatIf],
})
export class RoutingModule implements OnModuleInit {
  constructor(
    private readonly sweeps: Sweeps,
    private readonly publishing: Publishing,
    private readonly imports: MapImports,
  ) {}

  onModuleInit(): void {
    this.sweeps.register({
      name: 'grid maps: publications that are due',
      run: async () => ((await this.publishing.advance()) ? 1 : 0),
    });
    this.sweeps.register({ name: 'grid maps: imports that died', run: () => this.imports.clean() });
  }
}
