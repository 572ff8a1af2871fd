import { parseArgs } from 'node:util';
import { Clock } from '../platform/clock.js';
import { readEnvFile, runCommand } from '../platform/command.js';
import { readConfig, type Config } from '../platform/config.js';
import { Database } from '../platform/database/database.js';
import { startEmbeddedPostgres } from '../platform/database/embedded-postgres.js';
import { dataSource, migrate } from '../platform/database/migrations.js';
import { Wake } from '../platform/database/wake.js';
import { readPhone } from '../platform/http/fields.js';
import { Log } from '../platform/log.js';
import { Secrets } from '../platform/secrets.js';
import { StartupFault } from '../platform/startup-fault.js';
import { openFirstAdministrator, type RootArea } from './administrators.js';

const USAGE = new StartupFault(
  '用法：npm run administrator -- --phone 手机号 --name 姓名 [--area-code 3702 --area-name 青岛市]，后两项在还没有任何区域时指明城市。',
  'Usage: npm run administrator -- --phone <number> --name <name> [--area-code 3702 --area-name 青岛市]; the last two name the city where there are no areas yet.',
);

const TEXT = { type: 'string' } as const;

interface Given {
  phone: string;
  name: string;
  root?: RootArea;
}

/** What was typed, or the usage as a fault. */
function readArguments(): Given {
  let given: { phone?: string; name?: string; 'area-code'?: string; 'area-name'?: string };
  try {
    given = parseArgs({ options: { phone: TEXT, name: TEXT, 'area-code': TEXT, 'area-name': TEXT } }).values;
  } catch {
    throw USAGE;
  }
  const name = given.name?.trim() ?? '';
  if (given.phone === undefined || name === '' || name.length > 50) throw USAGE;
  const { 'area-code': code, 'area-name': areaName = '' } = given;
  // the digits of the official codes; the name as long as any other
  if (code === undefined ? areaName !== '' : !/^\d{2,15}$/.test(code) || !/^\S.{0,49}$/.test(areaName)) throw USAGE;
  const phone = readPhone(given.phone);
  if (phone === null) throw new StartupFault('这不是有效的电话号码。', 'This is not a valid phone number.');
  return { phone, name, root: code === undefined ? undefined : { code, name: areaName.trim() } };
}

async function onDatabase(databaseUrl: string, config: Config, given: Given) {
  await migrate(databaseUrl);
  const log = new Log(config.logLevel);
  const source = await dataSource(databaseUrl).initialize();
  try {
    // not started: nobody waits for what this command commits
    const database = new Database(source, new Wake(databaseUrl, log));
    const tools = { database, secrets: new Secrets(config.appKey), clock: new Clock(), config, log };
    return await openFirstAdministrator(tools, given);
  } finally {
    await source.destroy();
  }
}

async function main(): Promise<void> {
  readEnvFile();
  const given = readArguments();
  const config = readConfig(process.env);
  const embedded =
    config.databaseUrl === undefined ? await startEmbeddedPostgres({ dataDir: config.dataDir }) : undefined;
  try {
    const { code } = await onDatabase(config.databaseUrl ?? embedded?.url ?? '', config, given);
    process.stdout.write(
      `管理员已建，一小时内用这个验证码设置密码（POST /password-resets）：${code}\n` +
        `The administrator is made. Set the password by this code within an hour (POST /password-resets): ${code}\n`,
    );
  } finally {
    await embedded?.stop();
  }
}

runCommand(main);
