import L from 'leaflet';
import { onBeforeUnmount, watch, type Ref } from 'vue';
import { canvasMap, colour, latLngsOf } from '../parts/canvas-map';
import { isDark } from '../settings';
import type { AreaFeature, FindingFeature, Severity } from './map-features';

const COLOUR: Record<Severity, string> = { error: 'danger', warning: 'text', repaired: 'good' };
/** Not by colour alone: an error is a thick line, a warning a broken one, what was put right a dotted one. */
const DASH: Record<Severity, string | undefined> = { error: undefined, warning: '6 4', repaired: '1 5' };

const ringsOf = ({ geometry }: AreaFeature): L.LatLng[][][] => latLngsOf(geometry?.coordinates ?? []);

export interface GridMap {
  /** Where the frame is there. */
  map: () => L.Map | undefined;
  /** Draws all anew; the view goes there only at the first time. `onChoose`: a grid was clicked on. */
  draw: (features: readonly AreaFeature[], onChoose?: (code: string) => void) => void;
  /** One drawn otherwise than the others; null: none. */
  mark: (code: string | null) => void;
  redraw: (feature: AreaFeature) => void;
  problems: (features: readonly FindingFeature[], onChoose: (id: string) => void) => void;
  /** Brings an area or a finding into view. */
  show: (what: { code: string } | { finding: string }) => void;
  fit: () => void;
}

/** Grids as they are drawn on and checked. */
export function useGridMap(frame: Ref<HTMLElement | null>): GridMap {
  let map: L.Map | undefined;
  let fitted = false;
  let marked: string | null = null;
  /** by code: grids, and above them the outlines of what they lie in */
  const shapes = new Map<string, L.Polygon>();
  const outlines = L.layerGroup();
  const ground = L.layerGroup();
  const findings = new Map<string, L.GeoJSON>();
  const problemsLayer = L.layerGroup();
  let lastDrawn: readonly AreaFeature[] = [];
  let lastChoose: ((code: string) => void) | undefined;

  function ready(): L.Map | undefined {
    if (frame.value === null) return undefined;
    if (map === undefined) {
      map = canvasMap(frame.value);
      ground.addTo(map);
      outlines.addTo(map);
      problemsLayer.addTo(map);
      map.setView([0, 0], 2);
    }
    return map;
  }

  const styleOf = (code: string): L.PathOptions =>
    code === marked
      ? { color: colour('danger'), weight: 4, fillColor: colour('mark'), fillOpacity: 0.8 }
      : { color: colour('accent'), weight: 1.5, fillColor: colour('mark'), fillOpacity: 0.5 };

  function draw(features: readonly AreaFeature[], onChoose?: (code: string) => void): void {
    [lastDrawn, lastChoose] = [features, onChoose];
    if (ready() === undefined) return;
    ground.clearLayers();
    outlines.clearLayers();
    shapes.clear();
    for (const feature of features) {
      if (feature.geometry === null) continue;
      const { code, name, level } = feature.properties;
      if (level === 'grid') {
        const polygon = L.polygon(ringsOf(feature), { ...styleOf(code), smoothFactor: 1 })
          .bindTooltip(`${name} ${code}`)
          .addTo(ground);
        if (onChoose !== undefined) polygon.on('click', () => onChoose(code));
        shapes.set(code, polygon);
      } else {
        const style = { color: colour('soft'), weight: level === 'community' ? 2.5 : 4, fill: false, dashArray: '8 5' };
        shapes.set(code, L.polygon(ringsOf(feature), { ...style, interactive: false }).addTo(outlines));
      }
    }
    if (!fitted) fit();
  }

  function bounds(): L.LatLngBounds {
    const all = L.latLngBounds([]);
    for (const shape of shapes.values()) all.extend(shape.getBounds());
    return all;
  }

  function fit(): void {
    const all = bounds();
    if (!all.isValid()) return;
    fitted = true;
    map?.fitBounds(all, { padding: [12, 12], animate: false });
  }

  function mark(code: string | null): void {
    const before = marked;
    marked = code;
    for (const each of [before, code]) if (each !== null) shapes.get(each)?.setStyle(styleOf(each));
    if (code !== null) shapes.get(code)?.bringToFront();
  }

  function redraw(feature: AreaFeature): void {
    shapes.get(feature.properties.code)?.setLatLngs(ringsOf(feature));
  }

  let lastProblems: readonly FindingFeature[] = [];
  let lastProblem: (id: string) => void = () => undefined;
  function problems(features: readonly FindingFeature[], onChoose: (id: string) => void): void {
    [lastProblems, lastProblem] = [features, onChoose];
    if (ready() === undefined) return;
    problemsLayer.clearLayers();
    findings.clear();
    for (const { id, geometry, properties } of features) {
      const style = {
        color: colour(COLOUR[properties.severity]),
        weight: properties.severity === 'error' ? 5 : 3,
        dashArray: DASH[properties.severity],
        fillOpacity: 0.4,
      };
      const layer = L.geoJSON(geometry, {
        style,
        pointToLayer: (_, at) => L.circleMarker(at, { ...style, radius: 8 }),
      })
        .bindTooltip(properties.words)
        .on('click', () => onChoose(id))
        .addTo(problemsLayer);
      findings.set(id, layer);
    }
  }

  /** A point, or a sliver of a few centimetres, is seen with some ground around it. */
  const AROUND_M = 60;
  function show(what: { code: string } | { finding: string }): void {
    const layer = 'code' in what ? shapes.get(what.code) : findings.get(what.finding);
    const of = layer?.getBounds();
    if (of?.isValid() !== true) return;
    map?.fitBounds(of.getCenter().toBounds(AROUND_M).extend(of), { padding: [40, 40], animate: false });
  }

  watch(isDark, () => {
    draw(lastDrawn, lastChoose);
    problems(lastProblems, lastProblem);
  });
  onBeforeUnmount(() => map?.remove());
  return { map: ready, draw, mark, redraw, problems, show, fit };
}
