import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { StartupFault } from '../startup-fault.js';

const SQL_DISK_FULL = '53100';
const DISK_FULL = /No space left on device|Disk quota exceeded/;

/** The data folder belongs to a living process, which is left alone. */
export const inUse = (folder: string, pid: number) =>
  new StartupFault(
    `数据目录 ${folder} 正被进程 ${pid} 使用，请先停止它。`,
    `The data folder ${folder} is in use by process ${pid}; stop that one first.`,
  );

export const diskFull = (folder: string, cause?: unknown) =>
  new StartupFault(`磁盘已满，无法写入 ${folder}。`, `The disk is full: cannot write to ${folder}.`, { cause });

export const wrongPassword = (folder: string) =>
  new StartupFault(
    `${folder}/postgres-password 缺失或与数据不符，请从备份恢复它。`,
    `${folder}/postgres-password is missing or not the one of this data: restore it from a backup.`,
  );

export const otherVersion = (folder: string, found: string, ours: string) =>
  new StartupFault(
    `${folder}/postgres 是 PostgreSQL ${found} 的数据，本程序自带 ${ours}；请用原版本导出后再导入，或另设 DATA_DIR。`,
    `${folder}/postgres is of PostgreSQL ${found}, this program brings ${ours}: dump and restore it, or set DATA_DIR.`,
  );

/** Turns a failure of the file system (or of a statement, when the disk is full) into its one line; anything else comes back as it was. */
export function fileFault(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === SQL_DISK_FULL) return diskFull(folder, error);
  if (code && ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT'].includes(code)) {
    return new StartupFault(
      `数据目录 ${folder} 不可写（${code}），请检查权限或另设 DATA_DIR。`,
      `The data folder ${folder} cannot be written (${code}); check its permissions or set DATA_DIR.`,
      { cause: error },
    );
  }
  return error;
}

/** PostgreSQL's own words (initdb's output or the log) as one line. */
export function postgresFault(output: string, folder: string): StartupFault {
  if (DISK_FULL.test(output)) return diskFull(folder);
  const words = lastComplaint(output);
  return new StartupFault(
    `PostgreSQL 无法启动：${words}（日志见 ${folder}/postgres.log）。`,
    `PostgreSQL did not start: ${words} (log: ${folder}/postgres.log).`,
  );
}

/** The last FATAL or PANIC of a log; without one, the last error, or the last line of whatever it said. */
export function lastComplaint(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const line = lines.findLast((l) => /FATAL|PANIC/.test(l)) ?? lines.findLast((l) => /error/i.test(l)) ?? lines.at(-1);
  return line ? line.replace(/^.*?(?=FATAL|PANIC)/, '').slice(0, 300) : 'no output';
}

/** What was logged since `from` (bytes), at most the last 64 kB of it. */
export function logSince(path: string, from: number): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const start = Math.max(from, size - 65_536);
  const buffer = Buffer.alloc(Math.max(0, size - start));
  if (buffer.length === 0) return '';
  const file = openSync(path, 'r');
  try {
    readSync(file, buffer, 0, buffer.length, start);
  } finally {
    closeSync(file);
  }
  return buffer.toString('utf8');
}
