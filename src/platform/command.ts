import { existsSync } from 'node:fs';
import { StartupFault } from './startup-fault.js';

/** `.env` of the working directory, where there is one; the environment goes before it. */
export function readEnvFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
}

/** Runs a command's main part: a StartupFault is one line, anything else is a bug and shows its stack; both end with `failed`. */
export function runCommand(
  main: () => Promise<void>,
  stop: () => Promise<void> = () => Promise.resolve(),
  failed = 1,
): void {
  main().catch(async (thrown: unknown) => {
    const text =
      thrown instanceof StartupFault ? thrown.message : thrown instanceof Error ? thrown.stack : String(thrown);
    process.stderr.write(`${text}\n`);
    await stop().catch(() => undefined);
    process.exit(failed);
  });
}
