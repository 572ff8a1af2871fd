import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { runCommand } from '../../platform/command.js';
import '../../platform/http/http.problems.js';
import { wordsOf } from '../../platform/http/problems.js';
import { RefusedError } from '../../platform/http/refusal.js';
import { StartupFault } from '../../platform/startup-fault.js';
import { AddressBook } from '../addresses/address-book.js';
import { AreaMap } from './area-map.js';
import { readAreas } from './areas-file.js';
import { buildingsOf } from './buildings-file.js';
import { readQuery } from './query.js';
import { Resolver } from './resolver.js';

const HELP = `用法 Usage: npm run --silent resolve -- [--areas a.geojson] [--buildings b.csv] --queries q.jsonl [--out file]

  --areas      GeoJSON FeatureCollection；properties: code, name, level, parent, station；Polygon, MultiPolygon；可重叠 may overlap
  --buildings  CSV，UTF-8 或 or GB18030：code, name, address, aliases (以 | 分隔 between |), grid 或 or lng + lat, units
               除 code 外都可缺 all but code may be missing；没有 grid 的按坐标归入 areas 的网格 without a grid: the area that it stands in
  --queries    每行一个 JSON one JSON a line: {id, text?, lng?, lat?, crs?: wgs84|gcj02|bd09, among?: [code]}
               among：只可能是这些楼 the only buildings that may be meant
  --out        写到文件，默认标准输出 to a file, else to standard output

每行输出 Each line out: {id, building, unit, grid, station, way, confidence, alternatives, rest, reason: {code, zh, en}}
  way：building 按地址 by the words；point 按定位 by the position；
       nearest 定位不在任何网格内，50 米内有网格 outside every grid, but within 50 m of one；null 都没有 neither
  文字和定位都给时，文字确定的楼优先，定位帮助区分同样符合的楼 With words and a position the building that the words settle wins;
  the position tells apart buildings that fit alike, and gives the grid where the words name none.
  有误的行输出 a faulty line gives: {id, error}
`;

interface Files {
  areas: string | undefined;
  buildings: string | undefined;
  queries: string;
  out: string | undefined;
}

function readArguments(): Files | undefined {
  const options = {
    areas: { type: 'string' },
    buildings: { type: 'string' },
    queries: { type: 'string' },
    out: { type: 'string' },
    help: { type: 'boolean' },
  } as const;
  let values;
  try {
    values = parseArgs({ options }).values;
  } catch {
    throw new StartupFault('参数不对，见 --help。', 'Wrong arguments: see --help.');
  }
  if (values.help === true) return undefined;
  const { areas, buildings, queries, out } = values;
  if (queries === undefined || (areas === undefined && buildings === undefined)) {
    throw new StartupFault(
      '需要 --queries，以及 --areas 或 --buildings，见 --help。',
      'Needed are --queries, and --areas or --buildings: see --help.',
    );
  }
  for (const file of [areas, buildings, queries]) {
    if (file !== undefined && !existsSync(file)) {
      throw new StartupFault(`文件 ${file} 读不到。`, `The file ${file} cannot be read.`);
    }
  }
  return { areas, buildings, queries, out };
}

async function run({ areas: areasFile, buildings, queries, out }: Files): Promise<void> {
  const { areas, skipped } =
    areasFile === undefined ? { areas: new AreaMap(), skipped: 0 } : await readAreas(areasFile);
  if (skipped > 0)
    process.stderr.write(`跳过 ${skipped} 个不是面的要素。 ${skipped} features are no areas: passed over.\n`);
  const book = await AddressBook.build(buildings === undefined ? [] : buildingsOf(buildings, areas));
  const resolver = new Resolver(book, areas);
  const output = out === undefined ? process.stdout : createWriteStream(out);
  // whoever reads has enough: head, for one
  output.on('error', (fault: NodeJS.ErrnoException) => {
    if (fault.code === 'EPIPE') process.exit(0);
    throw fault;
  });
  for await (const line of createInterface({ input: createReadStream(queries), crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    const query = readQuery(line.replace(/^\ufeff/, ''));
    const answer = 'error' in query ? query : resolver.answer(query);
    if (!output.write(`${JSON.stringify(answer)}\n`)) await once(output, 'drain');
  }
  if (output !== process.stdout) {
    output.end();
    await once(output, 'finish');
  }
}

async function main(): Promise<void> {
  const files = readArguments();
  if (files === undefined) {
    process.stdout.write(HELP);
    return;
  }
  try {
    await run(files);
  } catch (thrown) {
    if (!(thrown instanceof RefusedError)) throw thrown;
    const { refused, args = {} } = thrown.refusal;
    throw new StartupFault(wordsOf(refused, args, 'zh'), wordsOf(refused, args, 'en'));
  }
}

runCommand(main);
