import { readFile, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readEnvFile, runCommand } from '../platform/command.js';
import { readConfig } from '../platform/config.js';
import { CSV_LIMIT } from '../platform/csv.js';
import { onDatabase } from '../platform/database/standalone.js';
import '../accounts/accounts.problems.js';
import '../platform/http/http.problems.js';
import type { ImportOutcome } from '../platform/http/import-report.js';
import { wordsOf } from '../platform/http/problems.js';
import { isRefusal, type Refusal } from '../platform/http/refusal.js';
import { StartupFault } from '../platform/startup-fault.js';
import { HelperImports } from './imports/helper-imports.js';
import './stations.problems.js';

const USAGE = new StartupFault(
  '用法：npm run import:helpers -- --file 文件.csv [--yes]；没有 --yes 只检查，不写入。',
  'Usage: npm run import:helpers -- --file <file.csv> [--yes]; without --yes it only looks, and writes nothing.',
);

function readArguments(): { file: string; yes: boolean } {
  try {
    const options = { file: { type: 'string' }, yes: { type: 'boolean' } } as const;
    const { file, yes = false } = parseArgs({ options }).values;
    if (file !== undefined) return { file, yes };
  } catch {
    // an unknown option: the usage says what there is
  }
  throw USAGE;
}

async function read(file: string): Promise<Buffer> {
  const size = await stat(file).then(
    (found) => found.size,
    () => -1,
  );
  if (size < 0) throw new StartupFault(`文件 ${file} 读不到。`, `The file ${file} cannot be read.`);
  if (size > CSV_LIMIT) throw new StartupFault('文件超过 5 MiB。', 'The file is larger than 5 MiB.');
  return readFile(file);
}

/** In both languages; the numbers and names of the file stay in the file. */
function tell({ faults, ...outcome }: ImportOutcome, done: boolean): void {
  const write = (line: string) => process.stdout.write(`${line}\n`);
  for (const { line, field, code, args = {} } of faults) {
    write(`第 ${line} 行 line ${line} ${field} ${code}: ${wordsOf(code, args, 'zh')} ${wordsOf(code, args, 'en')}`);
  }
  write(
    `${outcome.rows} 行：新增 ${outcome.new}，变动 ${outcome.changed}，不变 ${outcome.unchanged}，错 ${faults.length} 处。 ` +
      `Rows ${outcome.rows}: new ${outcome.new}, changed ${outcome.changed}, unchanged ${outcome.unchanged}, faults ${faults.length}.`,
  );
  if (done) write('已写入。 Written.');
  else if (faults.length === 0)
    write('只是检查，没有写入；写入请加 --yes。 Only looked, nothing is written: write with --yes.');
}

function faultOf({ refused, args = {} }: Refusal): StartupFault {
  return new StartupFault(wordsOf(refused, args, 'zh'), wordsOf(refused, args, 'en'));
}

async function main(): Promise<void> {
  readEnvFile();
  const { file, yes } = readArguments();
  const bytes = await read(file);
  const outcome = await onDatabase(readConfig(process.env), (tools) =>
    HelperImports.standalone(tools).runWithin([''], bytes, !yes),
  );
  const found = isRefusal(outcome) ? (outcome.more?.outcome as ImportOutcome | undefined) : outcome;
  if (found !== undefined) tell(found, yes && !isRefusal(outcome));
  if (isRefusal(outcome)) throw faultOf(outcome);
  if (outcome.faults.length > 0) process.exitCode = 1;
}

runCommand(main);
