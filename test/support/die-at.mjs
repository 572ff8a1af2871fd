/**
 * Preloaded into a process that is to die: of what it asks of PostgreSQL and Redis, once there is work to do, it does not live to
 * ask the n-th (DIE_AT). As when it is killed between one await and the next: nothing after it happens, nothing is tidied up.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { Client } = require('pg');
const { Redis } = require('ioredis');

const dieAt = Number(process.env.DIE_AT);
/** the first that is work: looking whether there is any comes before */
const WORK = /UPDATE outbox SET relayed_at|DELETE FROM outbox|FOR NO KEY UPDATE/;
let asked = 0;
let works = false;

function count(text) {
  works ||= WORK.test(text);
  if (!works) return;
  asked += 1;
  if (asked >= dieAt) process.kill(process.pid, 'SIGKILL');
}

const { query } = Client.prototype;
Client.prototype.query = function (...given) {
  count(typeof given[0] === 'string' ? given[0] : String(given[0]?.text));
  return query.apply(this, given);
};
const { sendCommand } = Redis.prototype;
Redis.prototype.sendCommand = function (...given) {
  // which it would ask for ever, with nothing to do
  if (!/^(bzpopmin|ping|info|client)$/i.test(given[0].name)) count(given[0].name);
  return sendCommand.apply(this, given);
};
