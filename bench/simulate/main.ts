import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ScenarioError } from './checks.js';
import { curvePoints, curveTasks } from './curves.js';
import { goalsOf, goalTasks } from './goals.js';
import { page, type Results } from './page.js';
import { POLICIES, type PolicyName } from './policies.js';
import { runAll } from './pool.js';
import { readScenario, type Scenario } from './scenario.js';
import type { Outcome } from './tally.js';
import { COLUMNS, escalationWords, figure, textTable } from './words.js';

const USAGE = `用法 usage: npm run --silent simulate -- [options]
  --scenario f.json   场景，字段见 docs/simulation.md  what differs from the default (docs/simulation.md)
  --policy p[,p]      ${POLICIES.join(', ')}; all, or several with commas (default: ours)
  --seed n            种子 seed (default 1)
  --days d            天数 days (default 30)
  --json              结果为 JSON  results as JSON on standard output
  --html out.html     带图的网页  a page with charts
  --goals             目标：各负荷、各种子  the goals at loads 0.5, 0.8 and 1.1, mean of --seeds seeds (default 10)
  --curve             权重取舍  the weights against each other, mean of --seeds seeds (default 3)
  --seeds n
退出码 exit codes: 0 好 done; 1 有目标未达到或违规 a goal not reached, or a violation; 2 参数或场景有误 bad options or scenario
`;

/** What is wrong with the command line. */
class UsageError extends Error {}

async function main(): Promise<number> {
  const { values } = options();
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const scenario = values.scenario === undefined ? readScenario({}) : scenarioOf(values.scenario);
  const seed = whole(values.seed, '--seed', 1, 0);
  const days = whole(values.days, '--days', 30, 1);
  const results: Results = { scenario, seed, days };
  const begun = Date.now();
  let good = true;
  if (values.goals) {
    const tasks = goalTasks(scenario, days, whole(values.seeds, '--seeds', 10, 1), seed);
    Object.assign(results, goalsOf(tasks, await runAll(tasks, tell)));
    good = results.goals?.every(({ met }) => met) ?? false;
  }
  if (values.curve) {
    const seeds = whole(values.seeds, '--seeds', 3, 1);
    results.curve = curvePoints(await runAll(curveTasks(scenario, days, seeds, seed), tell), seeds);
  }
  if (!values.goals && !values.curve) {
    const tasks = policiesOf(values.policy).map((policy) => ({ scenario, policy, seed, days }));
    results.outcomes = await runAll(tasks, tell);
    good = results.outcomes.every((each) => each.licenceViolations + each.capacityViolations === 0);
  }
  tell(`took ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  if (values.html !== undefined) writeFileSync(values.html, page(results));
  process.stdout.write(values.json ? `${JSON.stringify(results, null, 2)}\n` : inWords(results));
  return good ? 0 : 1;
}

function options() {
  try {
    return parseArgs({
      options: {
        scenario: { type: 'string' },
        policy: { type: 'string' },
        seed: { type: 'string' },
        seeds: { type: 'string' },
        days: { type: 'string' },
        json: { type: 'boolean', default: false },
        html: { type: 'string' },
        goals: { type: 'boolean', default: false },
        curve: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function scenarioOf(file: string): Scenario {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new UsageError(`--scenario: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  let given: unknown;
  try {
    given = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (thrown) {
    throw new ScenarioError(`${file} is no JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  return readScenario(given);
}

function policiesOf(given = 'ours'): PolicyName[] {
  if (given === 'all') return [...POLICIES];
  return given.split(',').map((name) => {
    const policy = POLICIES.find((known) => known === name.trim());
    if (policy === undefined) throw new UsageError(`--policy: there is no '${name}'; there are ${POLICIES.join(', ')}`);
    return policy;
  });
}

function whole(given: string | undefined, option: string, unlessGiven: number, least: number): number {
  const value = given === undefined ? unlessGiven : Number(given);
  if (!Number.isInteger(value) || value < least || value > 2 ** 31 - 1 || given === '') {
    throw new UsageError(`${option}: a whole number of ${least} or more, not '${given}'`);
  }
  return value;
}

function tell(words: string): void {
  process.stderr.write(`${new Date().toTimeString().slice(0, 8)} ${words}\n`);
}

function inWords({ outcomes, goals, means, curve }: Results): string {
  const row = (outcome: Outcome) => COLUMNS.map(({ value, digits }) => figure(value(outcome), digits));
  const head = COLUMNS.map(({ en }) => en);
  const tables: string[][][] = [];
  if (outcomes !== undefined) {
    tables.push([
      ['policy', 'requests', ...head, 'climbed'],
      ...outcomes.map((each) => [each.policy, String(each.requests), ...row(each), escalationWords(each)]),
    ]);
  }
  if (means !== undefined) {
    tables.push([
      ['load', 'policy', ...head],
      ...means.map(({ load, outcome }) => [String(load), outcome.policy, ...row(outcome)]),
    ]);
  }
  if (goals !== undefined) {
    tables.push([
      ['goal', 'load', 'value', 'at most', 'met'],
      ...goals.map(({ goal, load, value, most, met }) => [
        goal,
        String(load),
        figure(value, 3),
        figure(most, 3),
        met ? 'yes' : 'NO',
      ]),
    ]);
  }
  if (curve !== undefined) {
    tables.push([
      ['weight', 'times', ...head],
      ...curve.map(({ weight, times, outcome }) => [weight, String(times), ...row(outcome)]),
    ]);
  }
  return tables.map((rows) => `${textTable(rows)}\n`).join('\n');
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (thrown: unknown) => {
    const known = thrown instanceof UsageError || thrown instanceof ScenarioError;
    const words = !(thrown instanceof Error)
      ? String(thrown)
      : known
        ? thrown.message
        : (thrown.stack ?? thrown.message);
    process.stderr.write(`${words}\n${thrown instanceof UsageError ? USAGE : ''}`);
    process.exitCode = known ? 2 : 70;
  },
);
