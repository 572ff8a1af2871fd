import gcoordModule from 'gcoord';

export const COORDINATE_SYSTEMS = ['wgs84', 'gcj02', 'bd09'] as const;
export type CoordinateSystem = (typeof COORDINATE_SYSTEMS)[number];

export interface Point {
  lng: number;
  lat: number;
}

// gcoord's types describe a default export, which its CommonJS file does not have: the module itself is it.
const gcoord = gcoordModule as unknown as (typeof gcoordModule)['default'];

// Four steps reach 1e-9 degrees (a tenth of a millimetre) anywhere in China. At the edge of the shifted region, where the shift
// jumps, no number of steps does: gcoord's own inverse (1.0.7) never ends there, for 72.005 E 40 N say, and takes the process with it.
const STEPS = 8;
const ENOUGH = 1e-9;

/** Degrees in one of the systems of Chinese maps → WGS-84, to about a millimetre; outside China GCJ-02 is WGS-84. */
export function toWgs84({ lng, lat }: Point, system: CoordinateSystem = 'wgs84'): Point {
  switch (system) {
    case 'wgs84':
      return { lng, lat };
    case 'gcj02':
      return fromGcj02(lng, lat);
    case 'bd09':
      return fromGcj02(...gcoord.transform([lng, lat] as [number, number], gcoord.BD09, gcoord.GCJ02));
  }
}

function fromGcj02(lng: number, lat: number): Point {
  let [wgsLng, wgsLat] = [lng, lat];
  for (let step = 0; step < STEPS; step += 1) {
    const [atLng, atLat] = gcoord.transform([wgsLng, wgsLat] as [number, number], gcoord.WGS84, gcoord.GCJ02);
    const [missLng, missLat] = [atLng - lng, atLat - lat];
    if (Math.abs(missLng) < ENOUGH && Math.abs(missLat) < ENOUGH) break;
    wgsLng -= missLng;
    wgsLat -= missLat;
  }
  return { lng: wgsLng, lat: wgsLat };
}
