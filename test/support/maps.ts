import type { Test } from 'supertest';
import { writeCsv } from '../../src/platform/csv.js';
import { Routing, type Place, type Routed } from '../../src/routing/routing.js';
import { isRefusal } from '../../src/platform/http/refusal.js';
import { sweep } from './crew.js';
import type { TestApp } from './harness.js';
import type { Asking } from './people.js';

/** A feature's properties, and its boundary as one ring. */
export interface GivenArea {
  code: string;
  name?: string;
  level?: string;
  parent?: string;
  station?: string | null;
  ring?: number[][];
}

export function geojson(areas: GivenArea[]): string {
  const features = areas.map(({ ring, ...properties }) => ({
    type: 'Feature',
    properties,
    geometry: ring === undefined ? null : { type: 'Polygon', coordinates: [ring] },
  }));
  return `{"type":"FeatureCollection","features":[\n${features.map((each) => JSON.stringify(each)).join(',\n')}\n]}`;
}

/** A rectangle, counter-clockwise and closed. */
export function box(west: number, south: number, east: number, north: number): number[][] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

export function csv(rows: string[][], columns = ['code', 'name', 'address', 'aliases', 'units', 'grid', 'lng', 'lat']) {
  return Buffer.from(writeCsv([columns, ...rows]));
}

export class MapDesk {
  constructor(
    readonly app: TestApp,
    readonly by: Asking,
  ) {}

  async draft(name = '新图', more: object = {}): Promise<string> {
    const { body } = await this.by.post('/grid-maps', { name, ...more }).expect(201);
    return String(body.id);
  }

  put(path: string, type: string, body: string | Buffer, query: object = {}): Test {
    return this.app.http
      .put(`/grid-maps/${path}`)
      .query(query)
      .set({ Authorization: `Bearer ${this.by.token}`, 'Content-Type': type })
      .send(body);
  }

  areas(id: string, areas: GivenArea[] | string, query?: object): Test {
    const text = typeof areas === 'string' ? areas : geojson(areas);
    return this.put(`${id}/areas`, 'application/geo+json', text, query);
  }

  buildings(id: string, rows: string[][] | Buffer, query?: object): Test {
    return this.put(`${id}/buildings`, 'text/csv', Buffer.isBuffer(rows) ? rows : csv(rows), query);
  }

  delete(path: string): Test {
    return this.app.http.delete(`/grid-maps/${path}`).set('Authorization', `Bearer ${this.by.token}`);
  }

  /** Accepted, and published in all processes that are there. */
  async publish(id: string, more: object = {}): Promise<void> {
    await this.by.post(`/grid-maps/${id}/publish`, { acceptWarnings: true, ...more }).expect(202);
    await this.published(id);
  }

  async published(id: string): Promise<void> {
    await eventually('the map is published', async () => {
      await sweep(this.app);
      return this.app.get(Routing).published?.snapshot.mapId === id;
    });
  }

  route(place: Place): Routed {
    const routed = this.app.get(Routing).route(place);
    if (isRefusal(routed)) throw new Error(routed.refused);
    return routed;
  }
}

export async function eventually(what: string, is: () => Promise<boolean> | boolean, seconds = 15): Promise<void> {
  for (const end = Date.now() + seconds * 1_000; !(await is());) {
    if (Date.now() > end) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
