import {
  Areas,
  BuildingImportStore,
  DraftsStore,
  FindingsStore,
  ImportsStore,
  PublicationsStore,
} from '../../areas/areas.js';
import type { Tools } from '../../platform/database/standalone.js';
import { CoverageStore } from '../../stations/stations.js';
import { AreaFiles } from './area-files.js';
import { Drafts } from './drafts.js';
import { MapChecks } from './map-checks.js';
import { MapImports } from './map-imports.js';
import { MapReports } from './map-reports.js';
import { MapScope } from './map-scope.js';
import { Publishing } from './publishing.js';

export interface MapTools {
  drafts: Drafts;
  imports: MapImports;
  reports: MapReports;
  publishing: Publishing;
}

/** For a command, which has no application around it. */
export function mapTools({ database, clock, log, threads }: Tools): MapTools {
  const areas = Areas.standalone(clock);
  const [draftsStore, importsStore, findings] = [new DraftsStore(), new ImportsStore(), new FindingsStore()];
  const [publications, coverage] = [new PublicationsStore(), new CoverageStore()];
  const scope = new MapScope(areas, draftsStore, coverage);
  const checks = new MapChecks(database, draftsStore, importsStore, clock, threads);
  const imports = new MapImports(
    ...([database, draftsStore, importsStore, new BuildingImportStore(), findings, publications] as const),
    new AreaFiles(database, draftsStore, importsStore, coverage, clock),
    clock,
  );
  return {
    drafts: new Drafts(
      ...([database, draftsStore, importsStore, imports, publications, checks, coverage, scope, clock] as const),
    ),
    imports,
    reports: new MapReports(database, draftsStore, findings, checks),
    publishing: new Publishing(
      ...([database, areas, draftsStore, importsStore, publications, checks, coverage, scope, clock, log] as const),
    ),
  };
}
