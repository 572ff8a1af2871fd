import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { plainToInstance, Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min, ValidateIf, validateSync } from 'class-validator';
import { errorCode } from './error-code.js';
import { StartupFault } from './startup-fault.js';

const number = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? Number(value) : value));

/** The environment; .env.example says what each variable means. */
class Environment {
  @IsOptional()
  DATA_DIR = '.data';

  @ValidateIf((_, value) => value !== undefined)
  @Matches(/^postgres(ql)?:\/\/.+/, { message: 'DATABASE_URL: postgres://…' })
  DATABASE_URL?: string;

  @ValidateIf((_, value) => value !== undefined)
  @Matches(/^rediss?:\/\/.+/, { message: 'REDIS_URL: redis://…' })
  REDIS_URL?: string;

  @IsIn(['api', 'worker', 'all'], { message: 'ROLE: api | worker | all' })
  ROLE: 'api' | 'worker' | 'all' = 'all';

  @number
  @IsInt({ message: 'PORT: 0–65535' })
  @Min(0, { message: 'PORT: 0–65535' })
  @Max(65535, { message: 'PORT: 0–65535' })
  PORT = 3000;

  @Matches(/^[\w.:-]+$/, { message: 'HOST: an address to listen on, such as 127.0.0.1' })
  HOST = '127.0.0.1';

  @ValidateIf((_, value) => value !== undefined)
  @Matches(/^[A-Za-z0-9+/_-]{43}=?$/, { message: 'APP_KEY: 32 bytes as base64 (openssl rand -base64 32)' })
  APP_KEY?: string;

  @ValidateIf((_, value) => value !== undefined)
  @IsIn(['true', 'false'], { message: 'DEMO: true | false' })
  DEMO?: string;

  @ValidateIf((_, value) => value !== undefined)
  @Matches(/^https?:\/\/[^/]+$/, { message: 'PUBLIC_URL: https://host, without a path' })
  PUBLIC_URL?: string;

  @number
  @IsInt({ message: 'ROUTE_NEAREST_METRES: 0–5000' })
  @Min(0, { message: 'ROUTE_NEAREST_METRES: 0–5000' })
  @Max(5000, { message: 'ROUTE_NEAREST_METRES: 0–5000' })
  ROUTE_NEAREST_METRES = 50;

  @number
  @IsInt({ message: 'OFFERS_AT_ONCE: 1–20' })
  @Min(1, { message: 'OFFERS_AT_ONCE: 1–20' })
  @Max(20, { message: 'OFFERS_AT_ONCE: 1–20' })
  OFFERS_AT_ONCE = 4;

  @ValidateIf((_, value) => value !== undefined)
  @Matches(/^[\w-]{1,30}\.[\w-]{1,30}:[A-Za-z0-9+/_-]{43}=?(\s*,\s*[\w-]{1,30}\.[\w-]{1,30}:[A-Za-z0-9+/_-]{43}=?)*$/, {
    message: 'MESSAGE_KEYS: gateway.key:32 bytes as base64, …',
  })
  MESSAGE_KEYS?: string;

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    message: 'LOG_LEVEL: fatal | error | warn | info | debug | trace | silent',
  })
  LOG_LEVEL = 'warn';
}

/** What a gateway of messages signs with: several at once while one takes the place of another. */
export interface GatewayKey {
  /** gateway.key */
  id: string;
  gateway: string;
  key: Buffer;
}

export class Config {
  /** absolute */
  dataDir!: string;
  /** unset: the embedded PostgreSQL in dataDir */
  databaseUrl?: string;
  redisUrl?: string;
  role!: 'api' | 'worker' | 'all';
  port!: number;
  host!: string;
  /** 32 bytes as base64 */
  appKey!: string;
  /** load the made-up street into an empty database, and let its people sign in */
  demo!: boolean;
  /** where browsers reach this installation; unset: links are without a host, and pages of the host that was asked may write */
  publicUrl?: string;
  /** a place outside every grid goes to the nearest one within so many metres */
  nearestMetres!: number;
  /** at most so many helpers are asked at once for one place */
  offersAtOnce!: number;
  /** who may hand in messages; none: nobody */
  messageKeys!: GatewayKey[];
  logLevel!: string;
}

/** All faults at once, as one StartupFault. An empty variable counts as unset. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.keys(new Environment())
      .concat('DATABASE_URL', 'REDIS_URL', 'APP_KEY', 'DEMO', 'PUBLIC_URL', 'MESSAGE_KEYS')
      .map((name) => [name, env[name]])
      .filter(([, value]) => value !== undefined && value !== ''),
  ) as Record<string, string>;
  const read = plainToInstance(Environment, given);
  const faults = validateSync(read).flatMap((error) => Object.values(error.constraints ?? {}).slice(0, 1));
  if (read.DATABASE_URL !== undefined && read.APP_KEY === undefined) {
    faults.push('APP_KEY: required with DATABASE_URL (openssl rand -base64 32)');
  }
  if (read.ROLE !== 'all' && read.DATABASE_URL === undefined) {
    faults.push('ROLE: api and worker need a DATABASE_URL that they share');
  }
  if (faults.length > 0) {
    throw new StartupFault(`配置有误：${faults.join('；')}。`, `The configuration has faults: ${faults.join('; ')}.`);
  }
  const dataDir = resolve(read.DATA_DIR);
  return {
    dataDir,
    databaseUrl: read.DATABASE_URL,
    redisUrl: read.REDIS_URL,
    role: read.ROLE,
    port: read.PORT,
    host: read.HOST,
    appKey: read.APP_KEY ?? keyIn(dataDir),
    demo: read.DEMO === undefined ? read.DATABASE_URL === undefined : read.DEMO === 'true',
    publicUrl: read.PUBLIC_URL,
    nearestMetres: read.ROUTE_NEAREST_METRES,
    offersAtOnce: read.OFFERS_AT_ONCE,
    messageKeys: gatewayKeys(read.MESSAGE_KEYS),
    logLevel: read.LOG_LEVEL,
  };
}

function gatewayKeys(text = ''): GatewayKey[] {
  return text.split(/\s*,\s*/).flatMap((each) => {
    const [id = '', key = ''] = each.split(':');
    const [gateway = ''] = id.split('.');
    return id === '' ? [] : [{ id, gateway, key: Buffer.from(key, 'base64') }];
  });
}

/**
 * The embedded installation makes its own key at the first start. Losing it loses the personal data, so a file that is no
 * whole key is never used. Written under another name first and linked: what is there is whole, and the first of two
 * processes wins.
 */
function keyIn(dataDir: string): string {
  const file = join(dataDir, 'app-key');
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    mkdirSync(dataDir, { recursive: true });
    if (!existsSync(file)) {
      writeFileSync(draft, randomBytes(32).toString('base64'), { flag: 'wx', mode: 0o600, flush: true });
      linkSync(draft, file);
    }
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code === 'ENOSPC') throw new StartupFault(`磁盘已满：${dataDir}。`, `The disk is full: ${dataDir}.`);
    if (code !== 'EEXIST') {
      throw new StartupFault(`数据目录不可写：${dataDir}。`, `The data folder cannot be written: ${dataDir}.`);
    }
  } finally {
    // below a file there is nothing to take away: the fault above says so
    if (existsSync(draft)) rmSync(draft);
  }
  return readKey(file);
}

function readKey(file: string): string {
  let key: string;
  try {
    key = readFileSync(file, 'utf8').trim();
  } catch {
    throw new StartupFault(`读不了密钥文件：${file}。`, `The key cannot be read: ${file}.`);
  }
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(key)) return key;
  throw new StartupFault(
    `密钥文件不完整：${file}。请从备份恢复；数据库里还没有任何数据时可以删掉它。`,
    `The key is not whole: ${file}. Restore it from a backup, or delete it where the database holds nothing yet.`,
  );
}
