import 'leaflet/dist/leaflet.css';
import L from 'leaflet';

/** A margin around what is seen: it is drawn once where a move ends, and not at its edges meanwhile. */
const MARGIN = 0.5;

/**
 * A map whose areas are drawn on a canvas: two thousand of them as elements of the page would hold up each frame while it is moved. No
 * tile is loaded from anywhere: boundaries are the map.
 */
export function canvasMap(frame: HTMLElement, options: L.MapOptions = {}): L.Map {
  return L.map(frame, {
    attributionControl: false,
    zoomSnap: 0.25,
    maxZoom: 22,
    renderer: L.canvas({ padding: MARGIN }),
    ...options,
  });
}

/** Of a GeoJSON MultiPolygon: positions are [longitude, latitude], WGS-84. */
export const latLngsOf = (coordinates: number[][][][]): L.LatLng[][][] =>
  coordinates.map((polygon) => polygon.map((ring) => ring.map(([lng = 0, lat = 0]) => L.latLng(lat, lng))));

/** Canvas takes no class: colours are read from the style of the page (`accent` is --accent), and again when its theme changes. */
export const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** px from line to line, and of a line */
const HATCH = { apart: 10, line: 3 };
/** Lines at 45°, as a fill of a path: one way, or both ways. */
export function hatched(ground: string, line: string, ways: 1 | 2): string {
  // lines at 45° join from tile to tile where they are as far apart along its edge
  const side = Math.round(HATCH.apart * Math.SQRT2);
  const tile = document.createElement('canvas');
  // as fine as the screen
  const scale = Math.ceil(devicePixelRatio);
  tile.width = side * scale;
  tile.height = side * scale;
  const context = tile.getContext('2d');
  if (context === null) return line;
  context.scale(scale, scale);
  context.fillStyle = ground;
  context.fillRect(0, 0, side, side);
  context.strokeStyle = line;
  context.lineWidth = HATCH.line;
  context.beginPath();
  // beyond its corners too: what is cut off there belongs to the neighbouring tiles' lines
  for (const at of [-side, 0, side]) {
    context.moveTo(at - side, -side);
    context.lineTo(at + 2 * side, 2 * side);
    if (ways === 1) continue;
    context.moveTo(at + 2 * side, -side);
    context.lineTo(at - side, 2 * side);
  }
  context.stroke();
  const pattern = context.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(1 / scale));
  // leaflet hands on as the context's fillStyle what it calls a colour: a pattern does as well
  return pattern === null ? line : (pattern as unknown as string);
}
