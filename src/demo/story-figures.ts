import { DateTime } from 'luxon';
import { dayOf, ZONE } from '../platform/calendar.js';
import type { CountsReport } from '../stations/counts.js';
import { expect, type Client } from './story-client.js';

export interface Place {
  name: string;
  areaId?: string;
  stationId?: string;
}

export interface Figure {
  received: number;
  done: number;
  completed: number;
  withdrawn: number;
  net: number;
  stars: number;
}
const NOTHING: Figure = { received: 0, done: 0, completed: 0, withdrawn: 0, net: 0, stars: 0 };

/** The day, its month and its half-year, each from first to last day. */
export function periodsOf(day: string): { name: string; from: string; to: string }[] {
  const at = DateTime.fromISO(day, { zone: ZONE });
  const half = at.set({ month: at.month <= 6 ? 1 : 7, day: 1 });
  const last = (date: DateTime) => date.toISODate() ?? '';
  return [
    { name: '当日', from: day, to: day },
    { name: '当月', from: last(at.startOf('month')), to: last(at.endOf('month')) },
    { name: '半年', from: last(half), to: last(half.plus({ months: 6 }).minus({ days: 1 })) },
  ];
}

/** Every figure that the story watches, read through the API by somebody who may see the whole city. */
export class Figures {
  private readonly read = new Map<string, Figure>();

  /** `places` are watched in every period; all stations and areas of the city beside them. */
  static async of(reader: Client, cityId: string, places: Place[], day = dayOf(new Date())): Promise<Figures> {
    const figures = new Figures();
    for (const period of periodsOf(day)) {
      const { from, to } = period;
      for (const place of places) {
        const { areaId, stationId } = place;
        const [row] = await reader.get<CountsReport[]>('/reports/counts', { areaId, stationId, from, to });
        figures.read.set(`${place.name} ${period.name}`, figureOf(row));
      }
      for (const by of ['holder', 'category']) {
        for (const row of await reader.get<CountsReport[]>('/reports/counts', { areaId: cityId, from, to, by })) {
          figures.read.set(`${by} ${row.key} ${period.name}`, figureOf(row));
        }
      }
    }
    return figures;
  }

  /** What moved since then; figures that stood still are left out. */
  movedSince(before: Figures): Map<string, Figure> {
    const moved = new Map<string, Figure>();
    for (const [name, now] of this.read) {
      const then = before.read.get(name) ?? NOTHING;
      const keys = Object.keys(NOTHING) as (keyof Figure)[];
      const change = Object.fromEntries(keys.map((key) => [key, now[key] - then[key]])) as unknown as Figure;
      if (keys.some((key) => change[key] !== 0)) moved.set(name, change);
    }
    return moved;
  }
}

/** Exactly these moved, each by exactly this much, and nobody else's. */
export function expectMoved(moved: Map<string, Figure>, names: string[], by: Partial<Figure>): void {
  const expected = { ...NOTHING, ...by };
  for (const name of names) {
    const change = moved.get(name) ?? NOTHING;
    for (const key of Object.keys(NOTHING) as (keyof Figure)[]) {
      expect(change[key] === expected[key], `${name} 的 ${key} 应变动 ${expected[key]}，实际 ${change[key]}`);
    }
  }
  const others = [...moved.keys()].filter((name) => !names.includes(name));
  expect(others.length === 0, `不该变动的变动了：${others.join('、')}`);
}

function figureOf(row: CountsReport | undefined): Figure {
  if (row === undefined) return NOTHING;
  return {
    received: row.received,
    done: row.resolved.done,
    completed: row.completed.total,
    withdrawn: row.withdrawn,
    net: row.net,
    stars: (row.meanStars ?? 0) * row.ratings,
  };
}
