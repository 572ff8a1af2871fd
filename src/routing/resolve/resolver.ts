import type { AddressBook } from '../addresses/address-book.js';
import { resolutionWords } from '../addresses/reasons.js';
import type { AreaMap, FileArea } from './area-map.js';
import type { Query } from './query.js';

/** One line of the answer. */
export interface Answer {
  id: unknown;
  building: string | null;
  unit: string | null;
  grid: string | null;
  station: string | null;
  /** building: by the words; point: by the position; nearest: the position is near a grid and in none; null: neither */
  way: 'building' | 'point' | 'nearest' | null;
  confidence: number;
  alternatives: { building: string; grid: string | null; confidence: number }[];
  rest: string;
  reason: { code: string; zh: string; en: string };
}

/**
 * Words and position together: the position is evidence among buildings that the words leave open, and where they name none it gives the grid. A
 * building that the words settle stays settled wherever the telephone was.
 */
export class Resolver {
  constructor(
    private readonly book: AddressBook,
    private readonly areas: AreaMap,
  ) {}

  answer({ id, text, point, among }: Query): Answer {
    const hints = { ...(point === undefined ? {} : { near: point }), ...(among === undefined ? {} : { among }) };
    const { building, unit, confidence, alternatives, rest, reason } = this.book.resolve(text, hints);
    const others = alternatives.map((other) => ({
      building: other.code,
      grid: this.book.gridOf(other.code),
      confidence: other.confidence,
    }));
    const found = { id, building, unit, alternatives: others, rest };
    if (building !== null) {
      const grid = this.book.gridOf(building) ?? this.placeOf(this.book.pointOf(building))?.area.code ?? null;
      const words = { code: reason.code, zh: resolutionWords(reason, 'zh'), en: resolutionWords(reason, 'en') };
      return { ...found, grid, station: this.stationOf(grid), way: 'building', confidence, reason: words };
    }
    const place = this.placeOf(point);
    if (place !== undefined) {
      const { area, metres } = place;
      const at = { grid: area.code, station: this.stationOf(area.code), confidence: 1 };
      return { ...found, ...at, ...(metres === undefined ? within(area) : near(area, metres)) };
    }
    const zh =
      point === undefined ? resolutionWords(reason, 'zh') : `定位不在任何网格内；${resolutionWords(reason, 'zh')}`;
    const en =
      point === undefined ? resolutionWords(reason, 'en') : `The point is in no grid. ${resolutionWords(reason, 'en')}`;
    return { ...found, grid: null, station: null, way: null, confidence: 0, reason: { code: reason.code, zh, en } };
  }

  private placeOf(point: Query['point'] | null): ReturnType<AreaMap['placeOf']> {
    return point === undefined || point === null ? undefined : this.areas.placeOf(point);
  }

  private stationOf(grid: string | null): string | null {
    return grid === null ? null : this.areas.stationOf(grid);
  }
}

function within({ name }: FileArea): Pick<Answer, 'way' | 'reason'> {
  return { way: 'point', reason: { code: 'point-in-grid', zh: `定位在${name}内`, en: `The point is in ${name}` } };
}

function near({ name }: FileArea, exact: number): Pick<Answer, 'way' | 'reason'> {
  const metres = Math.max(1, Math.round(exact));
  const zh = `定位不在任何网格内，离${name}最近，约${metres}米`;
  const en = `The point is in no grid; the nearest is ${name}, about ${metres} m away`;
  return { way: 'nearest', reason: { code: 'point-near-grid', zh, en } };
}
