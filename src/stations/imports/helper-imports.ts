import { Injectable } from '@nestjs/common';
import { Accounts } from '../../accounts/accounts.js';
import { pathsOf, type Actor } from '../../accounts/actor.js';
import { dayOf } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { readCsv, type RowFault } from '../../platform/csv.js';
import { Database, type RequestKey, type Tx } from '../../platform/database/database.js';
import type { Tools } from '../../platform/database/standalone.js';
import { brokenConstraint } from '../../platform/error-code.js';
import type { ImportOutcome } from '../../platform/http/import-report.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/outbox.js';
import { HelpersStore } from '../helpers.store.js';
import { ImportStore } from '../import.store.js';
import { StationsStore } from '../stations.store.js';
import type { HelperRow } from '../stations.types.js';
import { HELPER_COLUMNS, readHelpers, type HelperDraft } from './helper-file.js';
import { planHelper, type Known, type PlannedHelper } from './helper-plan.policy.js';
import { ImportsStore } from './imports.store.js';

/** Helpers by a file of rows: all of it or nothing. Whom a phone number is known of is changed, not made again. */
@Injectable()
export class HelperImports {
  constructor(
    private readonly database: Database,
    private readonly accounts: Accounts,
    private readonly stations: StationsStore,
    private readonly helpers: HelpersStore,
    private readonly writing: ImportStore,
    private readonly store: ImportsStore,
    private readonly clock: Clock,
  ) {}

  /** For a command, which has no application around it. */
  static standalone(tools: Tools): HelperImports {
    return new HelperImports(
      tools.database,
      Accounts.standalone(tools),
      new StationsStore(),
      new HelpersStore(),
      new ImportStore(),
      new ImportsStore(),
      tools.clock,
    );
  }

  /** Within the administrator's areas. A file with faults is an outcome when it is only looked at, a refusal otherwise. */
  run(by: Actor, bytes: Uint8Array, dryRun: boolean): Promise<ImportOutcome | Refusal> {
    const prefixes = pathsOf(by, 'administrator');
    if (prefixes.length === 0) return Promise.resolve({ refused: 'administrators-only' });
    return this.runWithin(prefixes, bytes, dryRun, by.request);
  }

  /** `prefixes` of area paths; `['']` is everywhere. */
  async runWithin(
    prefixes: string[],
    bytes: Uint8Array,
    dryRun: boolean,
    request?: RequestKey,
  ): Promise<ImportOutcome | Refusal> {
    const rows = readCsv(bytes, HELPER_COLUMNS);
    if (isRefusal(rows)) return rows;
    const { drafts, faults: read } = readHelpers(rows);
    try {
      return await this.database.transaction(
        async (tx) => {
          // two files at once take turns: the second sees whom the first has made
          await this.store.lock(tx);
          const known = await this.known(tx, drafts, prefixes);
          const { plans, faults } = planAll(drafts, read, known);
          const outcome = outcomeOf(rows.length, plans, faults);
          if (dryRun) return outcome;
          if (outcome.faults.length > 0) return { refused: 'import-has-faults', more: { outcome } };
          await this.write(tx, plans);
          return outcome;
        },
        dryRun ? undefined : request,
      );
    } catch (thrown) {
      // somebody opened an account for one of the numbers at the same moment
      if (brokenConstraint(thrown) !== 'accounts_phone_hash_key') throw thrown;
      return { refused: 'phone-taken' };
    }
  }

  private async known(tx: Tx, drafts: HelperDraft[], prefixes: string[]): Promise<Known> {
    const today = dayOf(this.clock.now());
    const accounts = await this.accounts.byPhones(
      tx,
      drafts.flatMap(({ phone }) => phone ?? []),
    );
    const ids = [...accounts.values()].map(({ id }) => id);
    const helpers = new Map(
      (await this.helpers.byAccounts(tx, today, ids)).map((helper) => [helper.accountId, helper]),
    );
    const leads = await this.stations.leadsOf(tx, today, ids);
    return {
      today,
      stations: await this.stations.within(tx, today, prefixes),
      skills: await this.helpers.skills(tx),
      people: new Map(
        [...accounts].map(([phone, { id, name, disabled }]) => [
          phone,
          {
            accountId: id,
            name,
            disabled,
            helper: helpers.get(id),
            leads: leads.filter(({ accountId }) => accountId === id).map(({ stationId }) => stationId),
          },
        ]),
      ),
    };
  }

  private async write(tx: Tx, plans: PlannedHelper[]): Promise<void> {
    const rows = plans
      .filter(({ kind }) => kind !== 'unchanged')
      .map(({ row, ...plan }) => ({
        ...plan,
        isNewAccount: row.accountId === null,
        row: { ...row, id: row.id ?? newId(), accountId: row.accountId ?? newId() } satisfies HelperRow,
      }));
    await this.accounts.importAccounts(
      tx,
      rows
        .filter(({ isNewAccount }) => isNewAccount)
        .map(({ row, name, phone }) => ({ id: row.accountId, name: name ?? '', phone, passwordHash: null, roles: [] })),
    );
    await this.accounts.rename(
      tx,
      rows.flatMap(({ row, name, changes }) =>
        name !== null && changes.includes('name') ? { id: row.accountId, name } : [],
      ),
    );
    const of = (kind: PlannedHelper['kind']) => rows.filter((each) => each.kind === kind).map(({ row }) => row);
    await this.writing.helpers(tx, of('new'));
    await this.writing.changeHelpers(tx, of('changed'));
  }
}

function planAll(
  drafts: HelperDraft[],
  read: RowFault[],
  known: Known,
): { plans: PlannedHelper[]; faults: RowFault[] } {
  const faults = [...read];
  const told = new Map<number, Set<string>>();
  for (const { line, field } of read) told.set(line, (told.get(line) ?? new Set()).add(field));
  const plans = drafts.flatMap((draft) => {
    const plan = planHelper(draft, known);
    const fields = told.get(draft.line);
    if (!Array.isArray(plan)) return fields === undefined ? plan : [];
    // what follows only from a cell that could not be read is no fault of its own
    faults.push(...plan.filter(({ field }) => fields === undefined || !dependsOn(field).some((on) => fields.has(on))));
    return [];
  });
  // one fault of a kind in a cell is enough to mend it
  const distinct = new Map(faults.map((fault) => [`${fault.line} ${fault.field} ${fault.code}`, fault]));
  return { plans, faults: [...distinct.values()].sort((a, b) => a.line - b.line) };
}

function dependsOn(field: string): string[] {
  switch (field) {
    case 'licenceNo':
      return ['licenceNo', 'validUntil', 'skills'];
    case 'profession':
      return ['profession', 'phone'];
    default:
      return [field];
  }
}

function outcomeOf(rows: number, plans: PlannedHelper[], faults: RowFault[]): ImportOutcome {
  const count = (kind: PlannedHelper['kind']) => plans.filter((plan) => plan.kind === kind).length;
  return {
    rows,
    new: count('new'),
    changed: count('changed'),
    unchanged: count('unchanged'),
    lines: plans.flatMap(({ line, kind, changes }) => (kind === 'unchanged' ? [] : { line, kind, changes })),
    faults,
  };
}
