import L from 'leaflet';
import { computed, onBeforeUnmount, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { GridMap } from './grid-map';
import { rounded, type AreaFeature, type Ring } from './map-features';
import { cornersOf, inserted, moved, polygonOf, removed, type Position } from './rings';

const positionOf = ({ lat, lng }: L.LatLng): Position => [rounded(lng), rounded(lat)];
const latLngOf = ([lng, lat]: Position): L.LatLng => L.latLng(lat, lng);
/** What a hand means by "there" when it lets a corner go beside another one. */
const SNAP_PX = 12;
const STEP_PX = 2;
const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * Corners of one grid as handles on the map: dragged, or moved by the arrow keys; Delete takes one away; a small one between two
 * becomes a corner. `together`: neighbours that have the same corner go with it, so that neither a gap nor an overlap comes of it.
 * Own code, since what libraries there are move corners of neighbours only in a paid edition, if at all.
 */
export function useGridEditor(
  grid: GridMap,
  features: ShallowRef<readonly AreaFeature[]>,
  together: Ref<boolean>,
  names: { corner: () => string; side: () => string },
  /** what is not drawn on has no handles */
  mayDraw: Ref<boolean>,
) {
  const code = ref<string | null>(null);
  const steps = shallowRef<(readonly AreaFeature[])[]>([]);
  const start = shallowRef<readonly AreaFeature[]>([]);
  /** corners of a new grid that is being drawn; null: none is */
  const drawing = shallowRef<Ring | null>(null);
  const handles = L.layerGroup();
  const sketch = L.layerGroup();

  const changed = computed(() => {
    const before = new Map(start.value.map((feature) => [feature.properties.code, feature]));
    return features.value.filter((feature) => before.get(feature.properties.code) !== feature);
  });

  /** What the API has now. */
  function begin(): void {
    start.value = features.value;
    steps.value = [];
    choose(null);
  }

  function choose(to: string | null): void {
    code.value = to;
    grid.mark(to);
    drawHandles();
  }

  function apply(change: (feature: AreaFeature) => AreaFeature): void {
    const before = features.value;
    features.value = before.map((feature) =>
      together.value || feature.properties.code === code.value ? change(feature) : feature,
    );
    if (features.value.every((feature, at) => feature === before[at])) return;
    steps.value = [...steps.value, before];
    show(before);
  }

  function show(before: readonly AreaFeature[]): void {
    const had = new Map(before.map((feature) => [feature.properties.code, feature]));
    if (had.size !== features.value.length) grid.draw(features.value, choose);
    else for (const each of features.value) if (had.get(each.properties.code) !== each) grid.redraw(each);
    grid.mark(code.value);
    drawHandles();
  }

  function undo(): void {
    const before = steps.value.at(-1);
    if (before === undefined) return;
    const now = features.value;
    steps.value = steps.value.slice(0, -1);
    features.value = before;
    if (!before.some(({ properties }) => properties.code === code.value)) code.value = null;
    show(now);
  }

  /** The corner of any area that is near enough on the screen, else the point itself. */
  function snapped(at: L.LatLng, but?: Position): Position {
    const map = grid.map();
    if (map === undefined) return positionOf(at);
    const point = map.latLngToContainerPoint(at);
    let best: Position | null = null;
    let least = SNAP_PX;
    const near = map.getBounds();
    for (const { geometry } of features.value) {
      for (const corner of (geometry?.coordinates ?? []).flat(2)) {
        const other = latLngOf(corner);
        if ((but !== undefined && corner[0] === but[0] && corner[1] === but[1]) || !near.contains(other)) continue;
        const distance = map.latLngToContainerPoint(other).distanceTo(point);
        if (distance < least) [best, least] = [corner, distance];
      }
    }
    return best ?? positionOf(at);
  }

  const chosen = () => features.value.find(({ properties }) => properties.code === code.value);

  function handle(at: Position, className: string, title: string): L.Marker {
    const icon = L.divIcon({ className: `grid-handle ${className}`, iconSize: [16, 16] });
    return L.marker(latLngOf(at), { icon, draggable: true, title, alt: title, autoPan: true }).addTo(handles);
  }

  function drawHandles(): void {
    const map = grid.map();
    handles.clearLayers();
    const feature = chosen();
    if (map === undefined || feature === undefined || !mayDraw.value) return;
    handles.addTo(map);
    for (const ring of (feature.geometry?.coordinates ?? []).flat()) {
      const corners = cornersOf(ring);
      corners.forEach((corner, at) => {
        const next = corners[(at + 1) % corners.length] ?? corner;
        cornerHandle(corner);
        sideHandle(corner, next);
      });
    }
  }

  function cornerHandle(corner: Position): void {
    const marker = handle(corner, 'grid-corner', names.corner());
    const before = features.value;
    marker.on('drag', () => {
      const to = positionOf(marker.getLatLng());
      for (const feature of before)
        if (together.value || feature.properties.code === code.value) {
          const now = moved(feature, corner, to);
          if (now !== feature) grid.redraw(now);
        }
    });
    marker.on('dragend', () => {
      const to = snapped(marker.getLatLng(), corner);
      apply((feature) => moved(feature, corner, to));
    });
    marker.getElement()?.addEventListener('keydown', (event) => pressed(event, corner));
  }

  function pressed(event: KeyboardEvent, corner: Position): void {
    const map = grid.map();
    if (map === undefined) return;
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      apply((feature) => removed(feature, corner));
      return;
    }
    const step = ARROWS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const point = map.latLngToLayerPoint(latLngOf(corner)).add([step[0] * STEP_PX, step[1] * STEP_PX]);
    const to = positionOf(map.layerPointToLatLng(point));
    apply((feature) => moved(feature, corner, to));
    focus(to);
  }

  /** The keys stay on the corner that they have moved. */
  function focus(at: Position): void {
    handles.eachLayer((layer) => {
      const marker = layer as L.Marker;
      const [lng, lat] = positionOf(marker.getLatLng());
      if (lng === at[0] && lat === at[1]) marker.getElement()?.focus();
    });
  }

  function sideHandle(a: Position, b: Position): void {
    const middle: Position = [rounded((a[0] + b[0]) / 2), rounded((a[1] + b[1]) / 2)];
    const marker = handle(middle, 'grid-side', names.side());
    const add = (at: Position) => apply((feature) => inserted(feature, a, b, at));
    marker.on('dragend', () => add(snapped(marker.getLatLng())));
    marker.on('click keypress', () => add(middle));
  }

  function drawNew(): void {
    choose(null);
    drawing.value = [];
    grid.map()?.on('click', addCorner);
    if (grid.map() !== undefined) sketch.addTo(grid.map() as L.Map);
  }

  function addCorner({ latlng }: L.LeafletMouseEvent): void {
    drawing.value = [...(drawing.value ?? []), [...snapped(latlng)]];
    drawSketch();
  }

  function undoCorner(): void {
    drawing.value = (drawing.value ?? []).slice(0, -1);
    drawSketch();
  }

  function drawSketch(): void {
    sketch.clearLayers();
    const line = (drawing.value ?? []).map(latLngOf);
    L.polyline(line, {
      color: getComputedStyle(document.documentElement).getPropertyValue('--danger'),
      weight: 4,
    }).addTo(sketch);
    for (const at of line)
      L.marker(at, {
        icon: L.divIcon({ className: 'grid-handle grid-corner', iconSize: [16, 16] }),
        keyboard: false,
      }).addTo(sketch);
  }

  function stopDrawing(): void {
    drawing.value = null;
    sketch.clearLayers();
    grid.map()?.off('click', addCorner);
  }

  /** What was drawn becomes a grid, if there is none of that code. */
  function finish(properties: AreaFeature['properties']): boolean {
    const corners = drawing.value;
    if (corners === null || corners.length < 3) return false;
    if (features.value.some((feature) => feature.properties.code === properties.code)) return false;
    const before = features.value;
    features.value = [...before, { type: 'Feature', properties, geometry: polygonOf(corners) }];
    steps.value = [...steps.value, before];
    stopDrawing();
    code.value = properties.code;
    show(before);
    return true;
  }

  /** Name and station of the chosen grid. */
  function describe(properties: Partial<AreaFeature['properties']>): void {
    const own = code.value;
    const before = features.value;
    features.value = before.map((feature) =>
      feature.properties.code === own ? { ...feature, properties: { ...feature.properties, ...properties } } : feature,
    );
    steps.value = [...steps.value, before];
  }

  onBeforeUnmount(stopDrawing);
  return { code, changed, steps, drawing, begin, choose, undo, drawNew, undoCorner, stopDrawing, finish, describe };
}
