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
import { openFirstAdministrator } from './administrators.js';

const USAGE = new StartupFault(
  '用法：npm run administrator -- --phone 手机号 --name 姓名',
  'Usage: npm run administrator -- --phone <number> --name <name>',
);

/** What was typed, or the usage as a fault. */
function readArguments(): { phone: string; name: string } {
  let given: { phone?: string; name?: string };
  try {
    given = parseArgs({ options: { phone: { type: 'string' }, name: { type: 'string' } } }).values;
  } catch {
    throw USAGE;
  }
  const name = given.name?.trim() ?? '';
  if (given.phone === undefined || name === '' || name.length > 50) throw USAGE;
  const phone = readPhone(given.phone);
  if (phone === null) throw new StartupFault('这不是有效的电话号码。', 'This is not a valid phone number.');
  return { phone, name };
}

async function onDatabase(databaseUrl: string, config: Config, given: { phone: string; name: string }) {
  await migrate(databaseUrl);
  const source = await dataSource(databaseUrl).initialize();
  try {
    // not started: nobody waits for what this command commits
    const database = new Database(source, new Wake(databaseUrl, new Log(config.logLevel)));
    return await openFirstAdministrator({ database, secrets: new Secrets(config.appKey), clock: new Clock() }, given);
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
