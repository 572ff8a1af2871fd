import { startBareServer, type BareSetup } from './server.js';

/** The bare server, in a process of its own: is told what it needs, and answers with its port. */
process.once('message', (setup: BareSetup) => {
  startBareServer(setup).then(
    ({ port }) => process.send?.(port),
    (thrown: unknown) => {
      process.stderr.write(`${String(thrown)}\n`);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));
