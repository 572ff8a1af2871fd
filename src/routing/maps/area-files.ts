import { Injectable } from '@nestjs/common';
import {
  checkMap,
  DraftsStore,
  ImportsStore,
  planAreas,
  readArea,
  type AreaGiven,
  type AreaPlan,
  type MapFeature,
  type MapFinding,
  type MultiPolygon,
} from '../../areas/areas.js';
import { dayOf } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Sql, type Tx } from '../../platform/database/database.js';
import { featuresOf } from '../../platform/geojson-stream.js';
import { newId } from '../../platform/outbox.js';
import { textOf } from '../../platform/text-stream.js';
import { inSlices } from '../../platform/slices.js';
import { CoverageStore } from '../../stations/stations.js';
import type { Outcome, Reading, Write } from './reading.js';

/** Boundaries are checked and staged by as many positions: what is held at once, whatever the file's length. */
const POSITIONS = 20_000;
/** Areas are written by as many: more at once would hold the event loop. */
const AREAS = 500;
/** What is wrong with one boundary by itself. The rest of a check is for the draft as a whole. */
const OF_BOUNDARY = new Set<MapFinding['code']>([
  'bad-position',
  'ring-too-short',
  'ring-not-closed',
  'ring-without-area',
  'self-crossing',
  'hole-outside',
  'parts-overlap',
  'touches-itself',
  'winding',
  'altitude',
  'repeated-positions',
]);

/** A file of areas: its boundaries are staged as they are read; names, levels and parents of all of them fit into memory. */
@Injectable()
export class AreaFiles {
  constructor(
    private readonly database: Database,
    private readonly drafts: DraftsStore,
    private readonly store: ImportsStore,
    private readonly coverage: CoverageStore,
    private readonly clock: Clock,
  ) {}

  async read(reading: Reading, bytes: AsyncIterable<Uint8Array>, tell: () => Promise<void>): Promise<Write> {
    const given: AreaGiven[] = [];
    let batch: { area: AreaGiven; geometry: MultiPolygon }[] = [];
    let positions = 0;
    const flush = async () => {
      await this.stage(reading, batch);
      [batch, positions] = [[], 0];
      await tell();
    };
    for await (const feature of featuresOf(textOf(bytes))) {
      const read = readArea(feature.text, feature);
      reading.rows += 1;
      if ('fault' in read) {
        reading.findings.add([read.fault]);
        continue;
      }
      given.push(read.area);
      if (read.geometry === null) continue;
      batch.push({ area: read.area, geometry: read.geometry });
      positions += read.geometry.flat().reduce((sum, ring) => sum + ring.length, 0);
      if (positions >= POSITIONS) await flush();
    }
    await flush();
    // nothing of it will be written: all that is wrong is told at once
    if (reading.findings.hasErrors) {
      reading.findings.add((await this.plan(this.database, reading, given, dayOf(this.clock.now()))).findings);
    }
    return { write: (tx) => this.write(tx, reading, given) };
  }

  /** Put right where that can be done. */
  private async stage({ id, findings }: Reading, batch: { area: AreaGiven; geometry: MultiPolygon }[]): Promise<void> {
    const features = batch.map(({ area, geometry }) => featureOf(area, geometry));
    const { findings: found, repaired } = await checkMap(features, []);
    findings.add(found.filter(({ code }) => OF_BOUNDARY.has(code)));
    await this.store.stageAreas(
      this.database,
      id,
      batch.map(({ area: { index: no, line, code }, geometry }) => ({
        no,
        line,
        code,
        geometry: repaired.get(no) ?? geometry,
      })),
    );
  }

  /** What is in memory of the file beside what the draft has. */
  private async plan(sql: Sql, { mapId, mode, by }: Reading, given: AreaGiven[], today: string): Promise<AreaPlan> {
    const codes = given.map(({ code }) => code);
    const known = {
      draft: await this.drafts.areas(sql, mapId),
      others: await this.store.identities(sql, codes),
      stations: await this.coverage.codes(sql, today),
      prefixes: by.prefixes,
      newId,
    };
    return inSlices(planAreas(given, known, mode));
  }

  private async write(tx: Tx, reading: Reading, given: AreaGiven[]): Promise<Outcome> {
    const { id, mapId } = reading;
    const today = dayOf(this.clock.now());
    const { areas, removed, coverage, findings } = await this.plan(tx, reading, given, today);
    if (findings.some(({ severity }) => severity === 'error')) return { written: null, findings };
    for (const some of slices(areas)) await this.store.writeAreas(tx, mapId, some, today);
    const shaped = areas.flatMap(({ id: area, given: from }) =>
      from?.hasGeometry === true ? [{ id: area, no: from.index }] : [],
    );
    const changed = new Set<string>();
    for (const some of slices(shaped)) {
      for (const area of await this.store.writeBoundaries(tx, mapId, id, some)) changed.add(area);
    }
    for (const some of slices(coverage)) {
      for (const grid of await this.coverage.write(tx, mapId, some)) changed.add(grid);
    }
    const gone = removed.map((area) => area.id);
    await this.coverage.remove(tx, mapId, gone);
    await this.store.removeAreas(tx, mapId, gone);
    let [added, altered] = [0, 0];
    for (const { id: area, was, name, path } of areas) {
      if (was === undefined) added += 1;
      else if (changed.has(area) || was.name !== name || was.path !== path) altered += 1;
    }
    const unchanged = areas.length - added - altered;
    return { written: { added, changed: altered, unchanged, removed: removed.length }, findings };
  }
}

function featureOf({ index, line, code, name = '', kind = 'grid' }: AreaGiven, geometry: MultiPolygon): MapFeature {
  return { index, line, code, name, level: kind, parent: null, station: null, geometry };
}

function* slices<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let at = 0; at < rows.length; at += AREAS) yield rows.slice(at, at + AREAS);
}
