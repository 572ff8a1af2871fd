import { errorCode } from '../error-code.js';
import { StartupFault } from '../startup-fault.js';

const REASONS: Record<string, [zh: string, en: string]> = {
  ECONNREFUSED: ['连接被拒绝', 'connection refused'],
  ECONNRESET: ['连接中断', 'connection reset'],
  ENOTFOUND: ['找不到主机', 'no such host'],
  EAI_AGAIN: ['找不到主机', 'no such host'],
  ETIMEDOUT: ['连接超时', 'connection timed out'],
  EHOSTUNREACH: ['主机不可达', 'host unreachable'],
  '28P01': ['密码不对', 'wrong password'],
  '28000': ['不允许登录', 'sign-in not allowed'],
  '3D000': ['数据库不存在', 'no such database'],
  '42501': ['没有权限', 'permission denied'],
  '57P03': ['服务器正在启动', 'the server is starting up'],
  '53300': ['连接太多', 'too many connections'],
};

/** What kept us off a given database, as one line without its password; anything else is handed back as it is. */
export function databaseFault(thrown: unknown, databaseUrl: string): unknown {
  const reason = REASONS[errorCode(thrown) ?? ''];
  if (reason === undefined) return thrown;
  const { host, pathname } = new URL(databaseUrl);
  const [zh, en] = reason;
  return new StartupFault(
    `数据库 ${host}${pathname} 用不了：${zh}。`,
    `The database ${host}${pathname} cannot be used: ${en}.`,
    { cause: thrown },
  );
}
