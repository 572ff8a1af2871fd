import { Injectable } from '@nestjs/common';
import {
  BUILDING_COLUMNS,
  BuildingImportStore,
  countsOf,
  DraftsStore,
  FileFindings,
  FindingsStore,
  ImportsStore,
  PublicationsStore,
  readBuilding,
  type BuildingGiven,
  type ImportKind,
  type ImportMode,
  type MapFinding,
  type MapImport,
} from '../../areas/areas.js';
import { Clock } from '../../platform/clock.js';
import { csvRowsOf } from '../../platform/csv-stream.js';
import { Database, type Tx } from '../../platform/database/database.js';
import { isRefusal, RefusedError, type Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/outbox.js';
import { textOf } from '../../platform/text-stream.js';
import { AreaFiles } from './area-files.js';
import { isOverAll, type Importer } from './importer.js';
import type { Outcome, Reading, Write } from './reading.js';

/** Nobody has heard of an import for so long: its process is gone. Writing half a million buildings takes a part of it. */
const DEAD_MS = 3 * 60_000;
const REFUSED: Outcome = { written: null, findings: [] };
const INTERRUPTED = 'import-interrupted';
/** How far it has come is written down so often. */
const TOLD_MS = 500;
/** Identities and words of as many buildings are written at once. */
const SLICE = 5_000;

export interface FileGiven {
  bytes: AsyncIterable<Uint8Array>;
  mode: ImportMode;
  /** the length of the whole file, where it is known */
  bytesOf: number | null;
  /** of the draft as it was looked at; undefined: whatever it is now */
  revision?: number | undefined;
  told?: (rows: number, bytes: number) => void;
}

/** Files of areas and buildings, of any length, into a draft: staged while they are read, and then all of it at once, or nothing. */
@Injectable()
export class MapImports {
  constructor(
    private readonly database: Database,
    private readonly drafts: DraftsStore,
    private readonly store: ImportsStore,
    private readonly buildingStore: BuildingImportStore,
    private readonly findingsStore: FindingsStore,
    private readonly publications: PublicationsStore,
    private readonly areaFiles: AreaFiles,
    private readonly clock: Clock,
  ) {}

  /** GeoJSON (RFC 7946). */
  areas(mapId: string, file: FileGiven, by: Importer): Promise<MapImport | Refusal> {
    return this.run('areas', mapId, file, by, (reading, bytes, tell) => this.areaFiles.read(reading, bytes, tell));
  }

  /** CSV; see BUILDING_COLUMNS. */
  buildings(mapId: string, file: FileGiven, by: Importer): Promise<MapImport | Refusal> {
    return this.run('buildings', mapId, file, by, (reading, bytes, tell) => this.readBuildings(reading, bytes, tell));
  }

  /** What processes that are gone have left behind; one bounded piece of it. */
  async clean(): Promise<number> {
    const now = this.clock.now();
    const buried = await this.store.bury(this.database, new Date(now.getTime() - DEAD_MS), now);
    return buried + (await this.store.sweep(this.database));
  }

  /** A draft that nobody else is changing, or has changed since that revision. */
  async begin(tx: Tx, mapId: string, revision?: number): Promise<Refusal | undefined> {
    const map = await this.drafts.lock(tx, mapId);
    if (map === undefined) return { refused: 'not-found' };
    if (map.state !== 'draft') return { refused: 'not-a-draft' };
    if (revision !== undefined && revision !== map.revision) return { refused: 'draft-changed-meanwhile' };
    if ((await this.publications.active(tx, mapId)) !== undefined) return { refused: 'map-being-published' };
    const now = this.clock.now();
    await this.store.bury(tx, new Date(now.getTime() - DEAD_MS), now);
    return (await this.store.isUnderWay(tx, mapId)) ? { refused: 'import-under-way' } : undefined;
  }

  private async run(
    kind: ImportKind,
    mapId: string,
    { bytes, mode, bytesOf, revision, told }: FileGiven,
    by: Importer,
    read: (reading: Reading, bytes: AsyncIterable<Uint8Array>, tell: () => Promise<void>) => Promise<Write>,
  ): Promise<MapImport | Refusal> {
    if (by.prefixes.length === 0) return { refused: 'administrators-only' };
    const id = newId();
    const begun = await this.database.transaction(async (tx) => {
      const fault = await this.begin(tx, mapId, revision);
      if (fault !== undefined) return fault;
      await this.store.begin(tx, { id, mapId, kind, mode, bytesOf }, by.accountId, this.clock.now());
      return this.drafts.roots(tx, mapId);
    });
    if (isRefusal(begun)) return begun;
    const within = { ...by, prefixes: isOverAll(begun, by) ? [''] : by.prefixes };
    const reading: Reading = { id, mapId, mode, by: within, findings: new FileFindings(), rows: 0, bytes: 0 };
    let last = 0;
    const tell = async () => {
      if (Date.now() - last < TOLD_MS) return;
      last = Date.now();
      told?.(reading.rows, reading.bytes);
      await this.goesOn(reading);
    };
    try {
      const write = await read(reading, counted(bytes, reading), tell);
      const refusal = await this.write(reading, write);
      if (isRefusal(refusal)) {
        await this.fail(reading);
        return refusal;
      }
    } catch (thrown) {
      if (thrown instanceof RefusedError && thrown.refusal.refused !== INTERRUPTED) {
        return await this.refuse(reading, thrown.refusal);
      }
      await this.fail(reading);
      if (thrown instanceof RefusedError || isCutOff(thrown)) return { refused: INTERRUPTED };
      throw thrown;
    } finally {
      await this.store.unstage(this.database, reading.id);
    }
    const ended = await this.store.one(this.database, mapId, reading.id);
    if (ended === undefined) return { refused: 'not-found' };
    return ended.state === 'refused' ? { refused: 'map-import-has-faults', more: { import: ended } } : ended;
  }

  /** Nothing of the file can be read: that blocks as any error does. */
  private async refuse({ id, mapId }: Reading, refusal: Refusal): Promise<Refusal> {
    const { refused: code, args = {} } = refusal;
    const words = Object.fromEntries(Object.entries(args).map(([name, value]) => [name, String(value)]));
    const line = typeof args.line === 'number' ? args.line : null;
    const finding: MapFinding = {
      code: 'file-unreadable',
      severity: 'error',
      features: [{ index: -1, line, code: '' }],
      args: { ...words, fault: code },
    };
    await this.database.transaction(async (tx) => {
      const end = { state: 'refused' as const, written: null, found: countsOf([finding]), fault: { code, args } };
      if (await this.store.end(tx, id, end, this.clock.now()))
        await this.findingsStore.insert(tx, mapId, id, [finding]);
    });
    return refusal;
  }

  private async fail({ id }: Reading): Promise<void> {
    const end = { state: 'failed' as const, written: null, found: [], fault: { code: INTERRUPTED, args: {} } };
    await this.store.end(this.database, id, end, this.clock.now());
  }

  private async goesOn({ id, bytes, rows }: Reading): Promise<void> {
    if (await this.store.progress(this.database, id, bytes, rows, this.clock.now())) return;
    // taken for dead: somebody else may be at it already
    throw new RefusedError({ refused: INTERRUPTED });
  }

  /** All of it in one transaction, with the import's end. */
  private async write(reading: Reading, write: Write): Promise<Refusal | undefined> {
    await this.goesOn(reading);
    const { id, mapId, findings } = reading;
    await this.store.writing(this.database, id, this.clock.now());
    if (!findings.hasErrors) await write.ahead?.();
    await this.goesOn(reading);
    return this.database.transaction(async (tx) => {
      const map = await this.drafts.lock(tx, mapId);
      if (map?.state !== 'draft') return { refused: 'not-a-draft' };
      // writing looks at what others have done meanwhile, and may find more
      const { written, findings: more } = findings.hasErrors ? REFUSED : await write.write(tx);
      const all = [...findings.all(), ...more];
      const found = countsOf(all);
      await this.findingsStore.insert(tx, mapId, id, all);
      const state = written === null ? ('refused' as const) : ('done' as const);
      const fault = written === null ? { code: 'map-import-has-faults', args: {} } : null;
      const ended = await this.store.end(tx, id, { state, written, found, fault }, this.clock.now());
      if (!ended) throw new RefusedError({ refused: INTERRUPTED });
      if (written !== null && written.added + written.changed + written.removed > 0) await this.drafts.raise(tx, mapId);
      return undefined;
    });
  }

  private async readBuildings(
    reading: Reading,
    bytes: AsyncIterable<Uint8Array>,
    tell: () => Promise<void>,
  ): Promise<Write> {
    const { id, mapId, mode, findings, by } = reading;
    for await (const rows of csvRowsOf(textOf(bytes), BUILDING_COLUMNS)) {
      const good: BuildingGiven[] = [];
      for (const row of rows) {
        const { building, faults } = readBuilding(row, reading.rows);
        reading.rows += 1;
        findings.add(faults);
        if (building !== undefined) good.push(building);
      }
      await this.buildingStore.stage(this.database, id, good);
      await tell();
    }
    await this.buildingStore.analyze(this.database);
    findings.add(await this.buildingStore.faults(this.database, mapId, id, by.prefixes));
    return {
      ahead: async () => {
        for (let no = 0; no < reading.rows; no += SLICE) {
          await this.database.transaction((tx) => this.buildingStore.writeWords(tx, id, no, no + SLICE - 1));
          await tell();
        }
      },
      write: async (tx) => ({
        written: await this.buildingStore.write(tx, mapId, id, mode, by.prefixes),
        findings: [],
      }),
    };
  }
}

async function* counted(bytes: AsyncIterable<Uint8Array>, reading: Reading): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    reading.bytes += chunk.length;
    yield chunk;
  }
}

/** The sender has gone. */
function isCutOff(thrown: unknown): boolean {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ABORT_ERR';
}
