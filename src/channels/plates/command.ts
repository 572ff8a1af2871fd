import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createApp } from '../../app.js';
import { readEnvFile, runCommand } from '../../platform/command.js';
import { readConfig } from '../../platform/config.js';
import { databaseFault } from '../../platform/database/database-fault.js';
import { startEmbeddedPostgres } from '../../platform/database/embedded-postgres.js';
import { migrate } from '../../platform/database/migrations.js';
import { isRefusal } from '../../platform/http/refusal.js';
import { migrateQueues } from '../../platform/queue/queues.js';
import { StartupFault } from '../../platform/startup-fault.js';
import { PlateKeys } from './plate-keys.js';
import { PlateSheets } from './sheets.js';

const USAGE = new StartupFault(
  '用法：npm run plates -- --community 社区代码 [--out 文件.pdf] [--per-unit]，或 npm run plates -- --new-key',
  'Usage: npm run plates -- --community CODE [--out FILE.pdf] [--per-unit], or npm run plates -- --new-key',
);

interface Wanted {
  community?: string;
  out: string;
  perUnit: boolean;
  newKey: boolean;
}

function readArguments(): Wanted {
  try {
    const { values } = parseArgs({
      options: {
        community: { type: 'string' },
        out: { type: 'string' },
        'per-unit': { type: 'boolean' },
        'new-key': { type: 'boolean' },
      },
    });
    const {
      community,
      out = `plates-${community}.pdf`,
      'per-unit': perUnit = false,
      'new-key': newKey = false,
    } = values;
    if ((community === undefined || community === '') === newKey) return { community, out, perUnit, newKey };
  } catch {
    // an unknown option: the usage says what there is
  }
  throw USAGE;
}

/** The embedded PostgreSQL is started for it, and refuses while a server runs on it: then GET /plates/sheet gives the same. */
async function main(): Promise<void> {
  readEnvFile();
  const wanted = readArguments();
  const config = { ...readConfig(process.env), role: 'api' as const, logLevel: 'error' };
  if (config.publicUrl === undefined && !wanted.newKey) {
    const local = `http://127.0.0.1:${config.port}`;
    process.stderr.write(
      `没有设置 PUBLIC_URL：二维码只指向 ${local}，不要张贴。 PUBLIC_URL is not set: the squares lead to ${local} only.\n`,
    );
    config.publicUrl = local;
  }
  const embedded =
    config.databaseUrl === undefined ? await startEmbeddedPostgres({ dataDir: config.dataDir }) : undefined;
  const databaseUrl = config.databaseUrl ?? embedded?.url ?? '';
  try {
    await migrate(databaseUrl);
    await migrateQueues({ databaseUrl, redisUrl: config.redisUrl });
    const app = await createApp({ config, databaseUrl });
    try {
      if (wanted.newKey) await newKey(app.get(PlateKeys, { strict: false }));
      else await print(app.get(PlateSheets, { strict: false }), wanted);
    } finally {
      await app.close();
    }
  } catch (thrown) {
    throw thrown instanceof StartupFault ? thrown : databaseFault(thrown, databaseUrl);
  } finally {
    await embedded?.stop();
  }
}

async function newKey(keys: PlateKeys): Promise<void> {
  const version = await keys.rotate();
  process.stdout.write(
    `新门牌从此用第 ${version} 版密钥，旧门牌照样有效。 New plates are signed by key ${version}; old ones stay good.\n`,
  );
}

async function print(sheets: PlateSheets, { community = '', out, perUnit }: Wanted): Promise<void> {
  const sheet = await sheets.forArea(community, perUnit);
  if (isRefusal(sheet)) {
    throw new StartupFault(`没有区域 ${community}。`, `There is no area ${community}.`);
  }
  await pipeline(sheet.pdf, createWriteStream(out));
  process.stdout.write(`${out}：${sheet.count()} 张门牌。 ${sheet.count()} plates.\n`);
}

runCommand(main);
