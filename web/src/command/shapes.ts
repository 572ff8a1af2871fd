import { api, ask, type Problem, type Schemas } from '../api/client';
import { readArea } from './place';

/** What is drawn on the map of a place: the areas right below it, with their borders; a grid among its neighbours. */
export interface Shape {
  id: string;
  name: string;
  /** without the name of what it is shown in */
  short: string;
  kind: string;
  /** codes from the root, each followed by a dot */
  path: string;
  /** GeoJSON MultiPolygon, WGS-84; null where it is not drawn */
  boundary: number[][][][] | null;
}

type Area = Schemas['AreaDto'];
/** Areas whose borders are asked for at once. */
const TOGETHER = 6;
/** Areas that are drawn by their own borders, each of which is asked for. */
const MOST = 200;
/** Of a page of areas, the most there is. */
const PAGE = 200;

/** `areas`: those of the reader, or the one that was chosen. */
export async function readShapes(
  areas: readonly Schemas['AreaDetailDto'][],
): Promise<{ shapes: Shape[]; problem: Problem | null }> {
  const shapes: Shape[] = [];
  for (const area of areas) {
    const found = await below(area);
    if ('status' in found) return { shapes, problem: found };
    shapes.push(...found);
  }
  return { shapes, problem: null };
}

async function below(area: Schemas['AreaDetailDto']): Promise<Shape[] | Problem> {
  const community = area.kind === 'grid' ? area.ancestors.at(-1) : area.kind === 'community' ? area : undefined;
  const children = await childrenOf(community?.id ?? area.id);
  if ('status' in children) return children;
  if (community !== undefined) {
    const map = await communityMap(community.code);
    if ('status' in map) return map;
    const borders = new Map(map.grids.map(({ code, boundary }) => [code, boundary]));
    return children.map((grid) => {
      const own = grid.name.startsWith(community.name) ? grid.name.slice(community.name.length).trim() : '';
      const short = own === '' ? grid.name : own;
      return { ...shapeOf(grid), short, boundary: borders.get(grid.code) ?? null };
    });
  }
  return drawnBelow(children);
}

/** Where none of them is drawn, what is below them: a district may have no border of its own. */
async function drawnBelow(areas: readonly Area[]): Promise<Shape[] | Problem> {
  const shapes = await bordersOf(areas);
  if ('status' in shapes || shapes.some(({ boundary }) => boundary !== null)) return shapes;
  const deeper: Area[] = [];
  for (const area of areas) {
    const children = area.kind === 'community' || area.kind === 'grid' ? [] : await childrenOf(area.id);
    if ('status' in children) return children;
    deeper.push(...children);
  }
  return deeper.length === 0 || deeper.length > MOST ? shapes : drawnBelow(deeper);
}

const maps = new Map<string, Schemas['WebMap']>();

async function communityMap(code: string): Promise<Schemas['WebMap'] | Problem> {
  const known = maps.get(code);
  if (known !== undefined) return known;
  const answer = await ask(api.GET('/requests/communities/{code}/map', { params: { path: { code } } }));
  if (answer.problem !== undefined) return answer.problem;
  maps.set(code, answer.data);
  return answer.data;
}

const lists = new Map<string, Area[]>();

async function childrenOf(parent: string): Promise<Area[] | Problem> {
  const known = lists.get(parent);
  if (known !== undefined) return known;
  const found: Area[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const answer = await ask(api.GET('/areas', { params: { query: { parent, limit: PAGE, after } } }));
    if (answer.problem !== undefined) return answer.problem;
    found.push(...answer.data.items.filter(({ validTo }) => validTo === null));
    after = answer.data.next;
  }
  lists.set(parent, found);
  return found;
}

async function bordersOf(areas: readonly Area[]): Promise<Shape[] | Problem> {
  const shapes: Shape[] = [];
  for (let at = 0; at < areas.length; at += TOGETHER) {
    const part = areas.slice(at, at + TOGETHER);
    const answers = await Promise.all(part.map(({ id }) => readArea(id)));
    for (const answer of answers) {
      if (answer.problem !== undefined) return answer.problem;
      shapes.push({ ...shapeOf(answer.data), boundary: answer.data.boundary?.coordinates ?? null });
    }
  }
  return shapes;
}

const shapeOf = ({ id, name, kind, path }: Area): Shape => ({ id, name, short: name, kind, path, boundary: null });

export interface Standing {
  open: number;
  overdue: number;
}

/** What is kept for the area of the path, or for the greatest that it is in: a lookup a level, where two thousand shapes are thousands of rows. */
function greatestOver<Value>(path: string, byPath: ReadonlyMap<string, Value>): Value | undefined {
  for (let at = path.indexOf('.'); at !== -1; at = path.indexOf('.', at + 1)) {
    const found = byPath.get(path.slice(0, at + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** How each shape stands, with all below it; and what is in none of them. */
export function standingsOf(
  shapes: readonly Shape[],
  rows: readonly Schemas['NowPart'][],
): { of: Map<string, Standing>; beside: Standing } {
  const byPath = new Map<string, Standing>(shapes.map(({ path }) => [path, { open: 0, overdue: 0 }]));
  const beside = { open: 0, overdue: 0 };
  for (const row of rows) {
    const sum = greatestOver(row.areaPath, byPath) ?? beside;
    sum.open += row.open;
    sum.overdue += row.overdue;
  }
  return { of: new Map(shapes.map(({ id, path }) => [id, byPath.get(path) ?? beside])), beside };
}

/** How dark a shape is; what is overdue is hatched besides. */
export const STEPS = [0, 1, 5, 15] as const;
export const stepOf = (open: number): number => STEPS.findLastIndex((least) => open >= least);
