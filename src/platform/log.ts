import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

/** JSON lines on standard output. Ids only: never a name, a phone number, a door, a link or a body. */
export class Log implements LoggerService {
  private readonly pino: Logger;

  constructor(level = 'info') {
    this.pino = pino({ level, base: null });
  }

  info(message: string, members: Record<string, unknown> = {}): void {
    this.pino.info(members, message);
  }

  /** A fault of ours. SQL errors quote values in `detail` and parameters, so only message, code and stack are kept. */
  fault(message: string, thrown: unknown, members: Record<string, unknown> = {}): void {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const code = 'code' in error ? error.code : undefined;
    this.pino.error({ ...members, error: { message: error.message, code, stack: error.stack } }, message);
  }

  // Nest's own messages
  log(message: unknown, context?: unknown): void {
    this.pino.debug({ context }, String(message));
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.pino.error({ context: rest.at(-1) }, String(message));
  }
  warn(message: unknown, context?: unknown): void {
    this.pino.warn({ context }, String(message));
  }
  debug(message: unknown, context?: unknown): void {
    this.pino.debug({ context }, String(message));
  }
  verbose(message: unknown, context?: unknown): void {
    this.pino.trace({ context }, String(message));
  }
}
