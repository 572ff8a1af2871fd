import './stations.problems.js';
import { Module, type OnModuleInit } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { Accounts } from '../accounts/accounts.js';
import { AreasModule } from '../areas/areas.module.js';
import { CoverageStore } from './coverage.store.js';
import { Counts } from './counts.js';
import { CountsStore } from './counts.store.js';
import { Directory } from './directory.js';
import { Departures } from './departures.js';
import { DeparturesStore } from './departures.store.js';
import { HelpersStore } from './helpers.store.js';
import { ImportStore } from './import.store.js';
import { HelperImports } from './imports/helper-imports.js';
import { ImportsController } from './imports/imports.controller.js';
import { ImportsStore } from './imports/imports.store.js';
import { StationsController } from './stations.controller.js';
import { selectActor, StationsStore } from './stations.store.js';
import { Stations } from './stations.js';

@Module({
  imports: [AreasModule, AccountsModule],
  controllers: [ImportsController, StationsController],
  providers: [
    Stations,
    Directory,
    StationsStore,
    CoverageStore,
    HelpersStore,
    ImportStore,
    Counts,
    CountsStore,
    HelperImports,
    ImportsStore,
    Departures,
    DeparturesStore,
  ],
  exports: [Stations, CoverageStore, Counts, Departures],
})
export class StationsModule implements OnModuleInit {
  constructor(
    private readonly accounts: Accounts,
    private readonly stations: Stations,
  ) {}

  onModuleInit(): void {
    this.accounts.addActorPart({
      select: selectActor,
      fill: (actor, selected) => this.stations.completeActor(actor, selected),
    });
  }
}
