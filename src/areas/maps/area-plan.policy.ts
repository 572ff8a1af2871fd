import type { Work } from '../../platform/slices.js';
import { AREA_KINDS, type AreaKind } from '../areas.types.js';
import type { AreaGiven, ImportMode, MapArea, MapFinding } from './maps.types.js';

export interface KnownAreas {
  /** all of the draft */
  draft: MapArea[];
  /** the file's codes that any map has: what an area is (its kind) never changes once a map with it was published */
  others: { id: string; code: string; kind: AreaKind; draft: boolean }[];
  stations: Map<string, string>;
  /** prefixes of paths within which areas may come, change and go; `['']` is everywhere */
  prefixes: string[];
  newId: () => string;
}

export interface PlannedArea {
  id: string;
  code: string;
  kind: AreaKind;
  name: string;
  parentId: string | null;
  path: string;
  line: number | null;
  /** place in the file; undefined: only its path changes, with an area above it */
  given: AreaGiven | undefined;
  was: MapArea | undefined;
}

export interface AreaPlan {
  areas: PlannedArea[];
  removed: MapArea[];
  /** of grids; null: it has none any more */
  coverage: { gridId: string; stationId: string | null }[];
  findings: MapFinding[];
}

type Planned = PlannedArea & { parent: string | null };
type About = { index?: number; line: number | null; code: string };

/** Areas of a slice; between slices requests are answered. */
const AT_ONCE = 200;

/** What a file of areas makes of a draft. With an error among the findings nothing of it is done. */
export function planAreas(file: AreaGiven[], known: KnownAreas, mode: ImportMode): Work<AreaPlan> {
  return new AreaPlanner(known).plan(file, mode);
}

function* slowly<Item>(items: Iterable<Item>, step: (item: Item) => void): Work<void> {
  let n = 0;
  for (const item of items) {
    step(item);
    n += 1;
    if (n % AT_ONCE === 0) yield;
  }
}

class AreaPlanner {
  private readonly findings: MapFinding[] = [];
  private readonly byCode: Map<string, MapArea>;
  private readonly byId: Map<string, MapArea>;
  private readonly planned = new Map<string, Planned>();
  private isGone = new Set<string>();

  constructor(private readonly known: KnownAreas) {
    this.byCode = new Map(known.draft.map((area) => [area.code, area]));
    this.byId = new Map(known.draft.map((area) => [area.id, area]));
  }

  *plan(file: AreaGiven[], mode: ImportMode): Work<AreaPlan> {
    const first = yield* this.first(file);
    const removed = mode === 'replace' ? this.unnamed(first) : [];
    this.isGone = new Set(removed.map(({ code }) => code));
    const others = new Map(this.known.others.map((area) => [area.code, area]));
    yield* slowly(first.values(), (given) => this.identify(given, others.get(given.code)));
    yield* slowly(this.planned.values(), (area) => this.placeBelow(area));
    yield* slowly(this.known.draft, (area) => this.lookBelowRemoved(area));
    const coverage = yield* this.coverage();
    const areas = yield* this.withPaths();
    yield* slowly(areas, (area) => this.lookOutside(area));
    return { areas, removed, coverage, findings: this.findings };
  }

  private tell(
    severity: MapFinding['severity'],
    code: MapFinding['code'],
    { index = -1, line, code: area }: About,
    args: Record<string, string> = {},
  ): void {
    this.findings.push({ code, severity, features: [{ index, line, code: area }], args: { code: area, ...args } });
  }

  /** By code; that a code comes again is told. */
  private *first(file: AreaGiven[]): Work<Map<string, AreaGiven>> {
    const first = new Map<string, AreaGiven>();
    yield* slowly(file, (given) => {
      const { code } = given;
      const before = first.get(code);
      if (before === undefined) first.set(code, given);
      else {
        const features = [before, given].map(({ index, line }) => ({ index, line, code }));
        this.findings.push({ code: 'duplicate-code', severity: 'error', features, args: { code, times: '2' } });
      }
    });
    return first;
  }

  /** Of the levels that the file has, what it does not name, within the prefixes. */
  private unnamed(first: Map<string, AreaGiven>): MapArea[] {
    const kinds = new Set([...first.values()].flatMap(({ code, kind }) => kind ?? this.byCode.get(code)?.kind ?? []));
    return this.known.draft.filter(
      ({ code, kind, path }) => kinds.has(kind) && !first.has(code) && this.isInside(path),
    );
  }

  private identify(given: AreaGiven, other: KnownAreas['others'][number] | undefined): void {
    const { code, line } = given;
    const was = this.byCode.get(code);
    const kind = given.kind ?? was?.kind ?? other?.kind;
    const name = given.name ?? was?.name;
    const fixed = other?.draft === false ? other.kind : undefined;
    if (kind === undefined) return this.tell('error', 'bad-cell', given, { column: 'level', fault: 'required' });
    if (name === undefined) return this.tell('error', 'bad-cell', given, { column: 'name', fault: 'required' });
    if (fixed !== undefined && kind !== fixed) {
      return this.tell('error', 'level-changed', given, { was: fixed, level: kind });
    }
    const above = this.byId.get(was?.parentId ?? '')?.code ?? null;
    const parent = given.parent === undefined ? above : given.parent;
    const id = was?.id ?? other?.id ?? this.known.newId();
    this.planned.set(code, { id, code, kind, name, parentId: null, path: '', line, given, was, parent });
  }

  /** Parents are of the file, or stay. */
  private placeBelow(area: Planned): void {
    const about = area.given ?? area;
    if (area.parent === null) {
      if (area.kind !== 'city') this.tell('error', 'parent-missing', about);
      return;
    }
    const stays = this.isGone.has(area.parent) ? undefined : this.byCode.get(area.parent);
    const parent = this.planned.get(area.parent) ?? stays;
    if (parent === undefined) return this.tell('error', 'unknown-parent', about, { parent: area.parent });
    if (AREA_KINDS.indexOf(parent.kind) + 1 !== AREA_KINDS.indexOf(area.kind)) {
      const args = { level: area.kind, parent: parent.code, parentLevel: parent.kind };
      return this.tell('error', 'wrong-level', about, args);
    }
    area.parentId = parent.id;
    const { was } = area;
    if (was !== undefined && was.parentId !== parent.id) {
      const before = this.byId.get(was.parentId ?? '')?.code ?? '';
      this.tell('warning', 'parent-changed', about, { was: before, parent: parent.code });
    }
  }

  private lookBelowRemoved(area: MapArea): void {
    const parent = this.byId.get(area.parentId ?? '');
    const goes = this.isGone.has(area.code) || this.planned.has(area.code);
    if (parent !== undefined && this.isGone.has(parent.code) && !goes) {
      this.tell('error', 'removed-with-areas-below', parent, { below: area.code });
    }
  }

  private *coverage(): Work<AreaPlan['coverage']> {
    const coverage: AreaPlan['coverage'] = [];
    yield* slowly(this.planned.values(), ({ id, kind, given }) => {
      if (given?.station === undefined) return;
      const { station } = given;
      if (kind !== 'grid') {
        if (station !== null) this.tell('warning', 'station-ignored', given, { station });
        return;
      }
      const stationId = station === null ? null : this.known.stations.get(station);
      if (stationId !== undefined) coverage.push({ gridId: id, stationId });
      else this.tell('error', 'unknown-station', given, { station: station ?? '' });
    });
    return coverage;
  }

  /** Those of the file, and those below them whose path becomes another one; parents first. */
  private *withPaths(): Work<PlannedArea[]> {
    const all = new Map<string, PlannedArea>();
    yield* slowly(this.known.draft, (area) => {
      if (this.isGone.has(area.code) || this.planned.has(area.code)) return;
      all.set(area.id, { ...area, given: undefined, was: area });
    });
    yield* slowly(this.planned.values(), (area) => all.set(area.id, area));
    const ofKind = new Map(AREA_KINDS.map((kind): [AreaKind, PlannedArea[]] => [kind, []]));
    yield* slowly(all.values(), (area) => ofKind.get(area.kind)?.push(area));
    const ranked = [...ofKind.values()].flat();
    yield* slowly(ranked, (area) => {
      const above = area.parentId === null ? '' : (all.get(area.parentId)?.path ?? '');
      area.path = `${above}${area.code}.`;
    });
    return ranked.filter(({ given, was, path }) => given !== undefined || was?.path !== path);
  }

  private lookOutside(area: PlannedArea): void {
    if (this.isInside(area.path) && this.isInside(area.was?.path)) return;
    this.tell('error', 'outside-your-areas', area.given ?? area);
  }

  private isInside(path: string | undefined): boolean {
    return path === undefined || this.known.prefixes.some((prefix) => path.startsWith(prefix));
  }
}
