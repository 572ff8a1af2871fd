import './stations.problems.js';
import { Module, type OnModuleInit } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { Accounts, ManagedStore } from '../accounts/accounts.js';
import { AreasModule } from '../areas/areas.module.js';
import { CalendarStore } from './calendar/calendar.store.js';
import { CalendarsController } from './calendar/calendars.controller.js';
import { Calendars } from './calendar/calendars.js';
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
import { ManagingController } from './managing/managing.controller.js';
import { ManagingStations } from './managing/managing.js';
import { ManagingStore } from './managing/managing.store.js';
import { HelperChanges } from './profiles/helper-changes.js';
import { Licences } from './profiles/licences.js';
import { LicencesController, ProfilesController } from './profiles/profiles.controller.js';
import { Profiles } from './profiles/profiles.js';
import { ProfilesStore } from './profiles/profiles.store.js';
import { StationsController } from './stations.controller.js';
import { selectActor, selectWork, StationsStore } from './stations.store.js';
import { Stations } from './stations.js';

@Module({
  imports: [AreasModule, AccountsModule],
  controllers: [
    ImportsController,
    StationsController,
    ManagingController,
    ProfilesController,
    LicencesController,
    CalendarsController,
  ],
  providers: [
    Stations,
    Directory,
    Calendars,
    CalendarStore,
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
    HelperChanges,
    Licences,
    ManagingStations,
    ManagingStore,
    Profiles,
    ProfilesStore,
  ],
  exports: [Stations, Calendars, CoverageStore, Counts, Departures],
})
export class StationsModule implements OnModuleInit {
  constructor(
    private readonly accounts: Accounts,
    private readonly managed: ManagedStore,
    private readonly stations: Stations,
  ) {}

  onModuleInit(): void {
    this.managed.workedOutBy(selectWork);
    this.accounts.addActorPart({
      select: selectActor,
      fill: (actor, selected) => this.stations.completeActor(actor, selected),
    });
  }
}
