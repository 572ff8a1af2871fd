import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import '../accounts/accounts.problems.js';
import { sumOf, wordsOfFinding, type MapImport } from '../areas/areas.js';
import { readEnvFile, runCommand } from '../platform/command.js';
import { readConfig } from '../platform/config.js';
import { readDay } from '../platform/csv.js';
import { onDatabase } from '../platform/database/standalone.js';
import '../platform/http/http.problems.js';
import { wordsOf } from '../platform/http/problems.js';
import { isRefusal, type Refusal } from '../platform/http/refusal.js';
import { StartupFault } from '../platform/startup-fault.js';
import { AT_THE_SERVER } from './maps/importer.js';
import './maps/maps.problems.js';
import { mapTools, type MapTools } from './maps/standalone.js';
import type { ReportState } from './maps/map-checks.js';
import type { FileGiven } from './maps/map-imports.js';

const USAGE = new StartupFault(
  '用法：npm run import:map -- [--areas 区域.geojson] [--buildings 楼栋.csv] [--replace] [--name 名称] [--valid-from 日期] [--yes] [--publish] [--move-open-tickets]；没有 --yes 只校验，不留草稿；--publish 要和 --yes 一起，表示提醒都已看过。',
  'Usage: npm run import:map -- [--areas areas.geojson] [--buildings buildings.csv] [--replace] [--name …] [--valid-from day] [--yes] [--publish] [--move-open-tickets]; without --yes it only looks, and keeps no draft; --publish takes --yes: the warnings are accepted.',
);
/** So many lines of the report are printed; the API has all of it. */
const LINES = 200;
const FAILED: Refusal = { refused: 'publishing-failed' };
const MOST_WAIT_MS = 5 * 60_000;

interface Arguments {
  areas?: string;
  buildings?: string;
  name?: string;
  validFrom?: string;
  replace: boolean;
  yes: boolean;
  publish: boolean;
  moveOpenTickets: boolean;
}

function readArguments(): Arguments {
  let values;
  try {
    const flag = { type: 'boolean', default: false } as const;
    const text = { type: 'string' } as const;
    ({ values } = parseArgs({
      options: {
        ...{ areas: text, buildings: text, name: text, 'valid-from': text },
        ...{ replace: flag, yes: flag, publish: flag, 'move-open-tickets': flag },
      },
    }));
  } catch {
    throw USAGE;
  }
  const { areas, buildings, name, replace, yes, publish } = values;
  const given = values['valid-from'];
  const validFrom = given === undefined ? undefined : readDay(given);
  if ((areas === undefined && buildings === undefined) || (publish && !yes)) throw USAGE;
  if (given !== undefined && validFrom === undefined) throw USAGE;
  return { areas, buildings, name, validFrom, replace, yes, publish, moveOpenTickets: values['move-open-tickets'] };
}

const say = (line: string) => process.stdout.write(`${line}\n`);

async function file(path: string, replace: boolean): Promise<FileGiven> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) throw new StartupFault(`文件 ${path} 读不到。`, `The file ${path} cannot be read.`);
  const of = found.size;
  let told = 0;
  return {
    bytes: createReadStream(path),
    mode: replace ? 'replace' : 'merge',
    bytesOf: of,
    told: (rows, bytes) => {
      if (Date.now() - told < 2_000) return;
      told = Date.now();
      const share = Math.round((100 * bytes) / Math.max(1, of));
      say(`${basename(path)}: ${rows} 行 rows, ${share} %`);
    },
  };
}

function tell(what: string, { rows, written }: MapImport): void {
  const { added = 0, changed = 0, unchanged = 0, removed = 0 } = written ?? {};
  say(
    `${what} ${rows}：新增 ${added}，变动 ${changed}，不变 ${unchanged}，移除 ${removed}。 ` +
      `${rows}: new ${added}, changed ${changed}, unchanged ${unchanged}, removed ${removed}.`,
  );
}

async function tellReport({ reports }: MapTools, mapId: string, state: ReportState): Promise<number> {
  const filter = { severity: null, limit: LINES, after: null };
  const page = await reports.page(mapId, filter, AT_THE_SERVER);
  for (const finding of isRefusal(page) ? [] : page.findings) {
    const line = finding.features.find((feature) => feature.line !== null)?.line;
    const where = line === undefined || line === null ? '' : `第 ${line} 行 line ${line} `;
    say(`${finding.severity} ${where}${wordsOfFinding(finding, 'zh')} ${wordsOfFinding(finding, 'en')}`);
  }
  const [errors, warnings] = [sumOf(state.found, 'error'), sumOf(state.found, 'warning')];
  const repaired = sumOf(state.found, 'repaired');
  say(
    `错误 ${errors}，提醒 ${warnings}，已改正 ${repaired}。 Errors ${errors}, warnings ${warnings}, put right ${repaired}.`,
  );
  return errors;
}

function checked<Value>(value: Value | Refusal): Value {
  if (!isRefusal(value)) return value;
  const { refused, args = {} } = value;
  throw new StartupFault(wordsOf(refused, args, 'zh'), wordsOf(refused, args, 'en'));
}

/** A file that is refused is told by the report, like what is wrong with the draft as a whole. */
async function bring(tools: MapTools, mapId: string, given: Arguments): Promise<boolean> {
  const { imports } = tools;
  for (const kind of ['areas', 'buildings'] as const) {
    const path = given[kind];
    if (path === undefined) continue;
    const outcome = await imports[kind](mapId, await file(path, given.replace), AT_THE_SERVER);
    if (isRefusal(outcome)) {
      say(
        `${basename(path)}: ${wordsOf(outcome.refused, outcome.args ?? {}, 'zh')} ${wordsOf(outcome.refused, outcome.args ?? {}, 'en')}`,
      );
      return false;
    }
    tell(kind === 'areas' ? '区域 areas' : '楼栋 buildings', outcome);
  }
  return true;
}

async function publish({ publishing }: MapTools, mapId: string, moveOpenTickets: boolean): Promise<void> {
  const given = { acceptWarnings: true, moveOpenTickets };
  const { id, validFrom, dueAt } = checked(await publishing.publish(mapId, given, AT_THE_SERVER));
  if (dueAt.getTime() > Date.now()) {
    say(`将于 ${validFrom} 生效。 It is published on ${validFrom}.`);
    return;
  }
  for (const end = Date.now() + MOST_WAIT_MS; Date.now() < end; await sleep(500)) {
    await publishing.advance();
    const { state, fault } = checked((await publishing.one(id)) ?? FAILED);
    if (state === 'published') {
      say('已发布。 Published.');
      return;
    }
    if (state === 'failed') checked(fault === null ? FAILED : { refused: fault });
  }
  checked(FAILED);
}

async function main(): Promise<void> {
  readEnvFile();
  const given = readArguments();
  await onDatabase(readConfig(process.env), async (standalone) => {
    const tools = mapTools(standalone);
    const source = [given.areas, given.buildings]
      .flatMap((path) => (path === undefined ? [] : basename(path)))
      .join(' + ');
    const draft = { name: given.name ?? source, source, validFrom: given.validFrom };
    const { id } = checked(await tools.drafts.begin(draft, AT_THE_SERVER));
    let keeps = given.yes;
    try {
      const brought = await bring(tools, id, given);
      const errors = await tellReport(tools, id, checked(await tools.reports.check(id, AT_THE_SERVER)));
      if (!brought || errors > 0) {
        process.exitCode = 1;
        keeps = false;
      } else if (given.publish) await publish(tools, id, given.moveOpenTickets);
    } finally {
      if (!keeps) await tools.drafts.discard(id, AT_THE_SERVER);
    }
    if (keeps && !given.publish) say(`草稿 ${id}。 Draft ${id}.`);
    if (!keeps) say('没有留下草稿。 No draft is kept.');
  });
}

runCommand(main);
