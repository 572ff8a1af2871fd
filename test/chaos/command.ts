import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Random } from '../../src/demo/random.js';
import { broken, differing, quiet } from './checks.js';
import { inject, planOf } from './faults.js';
import { Fleet, type Size } from './fleet.js';
import { Ledger } from './ledger.js';
import { Bustle, meet, type People } from './people.js';

/*
 * Plays people against running processes and breaks things under them (CONTRIBUTING.md, Chaos). The seed gives the faults,
 * when they come, and what each person wants next; which of two at once is first is the machine's.
 */
const ROUND_MS = 6_000;

interface Given extends Size {
  rounds: number;
  seed: number;
}

function readArguments(): Given {
  const number = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { rounds: number, seed: number, apis: number, workers: number, redis: { type: 'boolean' } },
  });
  const read = (text: string | undefined, otherwise: number) => {
    const value = Number(text ?? otherwise);
    if (!Number.isSafeInteger(value) || value < 1)
      throw new Error('--rounds, --seed, --apis, --workers: whole numbers from 1');
    return value;
  };
  return {
    rounds: read(values.rounds, 2),
    seed: read(values.seed, 1 + Math.floor(Math.random() * 1_000_000)),
    apis: read(values.apis, 1),
    workers: read(values.workers, 2),
    redis: values.redis === true,
  };
}

const say = (line: string) => process.stdout.write(`${line}\n`);

async function round(fleet: Fleet, ledger: Ledger, people: People, given: Given, n: number): Promise<string[]> {
  const stream = (name: string) => new Random(given.seed, `round ${n} ${name}`);
  const plan = planOf(stream('faults'), given, ROUND_MS);
  say(`${n}. ${plan.map(({ kind, afterMs }) => `${kind} @${afterMs} ms`).join(', ')}`);
  const streams = new Map<string, Random>();
  const own = (name: string) => {
    const known = streams.get(name) ?? stream(name);
    streams.set(name, known);
    return known;
  };
  const before = ledger.entries.length;
  await Promise.all([new Bustle(fleet, ledger, people, `${given.seed}-${n}`).run(ROUND_MS, own), inject(fleet, plan)]);
  // whoever was killed is started again
  await sleep(500);
  await fleet.ready();
  const late = await ledger.settle();
  await quiet(fleet);
  const asked = ledger.entries.slice(before);
  const count = (kind: string) => asked.filter(({ outcome }) => outcome.kind === kind).length;
  say(
    `   要求 asked ${asked.length}, 办到 done ${count('done')} + ${count('done before')}, 拒绝 refused ${count('refused')}, 事后才有答复 answered late ${late}`,
  );
  return [...(await broken(fleet, ledger)), ...(await differing(fleet))];
}

async function main(): Promise<number> {
  const given = readArguments();
  const again = `npm run chaos -- --rounds ${given.rounds} --seed ${given.seed} --apis ${given.apis} --workers ${given.workers}${given.redis ? ' --redis' : ''}`;
  say(again);
  const fleet = new Fleet(given);
  try {
    await fleet.start();
    const ledger = new Ledger(fleet.addresses);
    const people = await meet(fleet, ledger);
    for (let n = 1; n <= given.rounds; n += 1) {
      const faults = await round(fleet, ledger, people, given, n).catch((thrown: unknown) => [String(thrown)]);
      if (faults.length === 0) continue;
      say(`第 ${n} 轮不对 Round ${n} is not sound:\n${faults.join('\n')}\n${fleet.lastWords}\n重放 Again: ${again}`);
      return 1;
    }
    say(`每一轮都对 Every round is sound.${fleet.fell.length === 0 ? '' : `\n${fleet.fell.join('\n')}`}`);
    return 0;
  } finally {
    await fleet.close();
  }
}

// connections that fetch keeps open are not waited for
process.exit(await main());
