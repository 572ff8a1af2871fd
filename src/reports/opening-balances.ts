import { Injectable } from '@nestjs/common';
import { pathsOf, type Actor } from '../accounts/actor.js';
import { dayOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { readCsv, type RowFault } from '../platform/csv.js';
import { Database, type Sql, type Tx } from '../platform/database/database.js';
import { UUID } from '../platform/http/fields.js';
import type { ImportOutcome } from '../platform/http/import-report.js';
import { cursorOf, limitOf, pageOf, type Page, type PageQuery } from '../platform/http/paging.js';
import { isRefusal, type Refusal } from '../platform/http/refusal.js';
import { newId } from '../platform/outbox.js';
import { Counts } from '../stations/counts.js';
import { Stations } from '../stations/stations.js';
import { Categories } from '../tickets/tickets.js';
import { BALANCE_COLUMNS, readBalances } from './opening-balance-file.js';
import { planBalances, type BalancePlan, type BalanceRow, type GivenBalance } from './opening-balances.policy.js';
import {
  OpeningBalancesStore,
  type BalanceGrouping,
  type BalanceSum,
  type ListedBalance,
} from './opening-balances.store.js';
import { ReportScope } from './report-scope.js';

export type { BalanceRow } from './opening-balances.policy.js';
export type { BalanceSum, ListedBalance } from './opening-balances.store.js';

type Within = { id: string; code: string; name: string }[];

/** What stations completed before this system: entered by administrators, shown apart from what is counted here. */
@Injectable()
export class OpeningBalances {
  constructor(
    private readonly database: Database,
    private readonly store: OpeningBalancesStore,
    private readonly scope: ReportScope,
    private readonly counts: Counts,
    private readonly stations: Stations,
    private readonly categories: Categories,
    private readonly clock: Clock,
  ) {}

  /** All of the list or nothing; the first fault is told with its place in it. */
  async enter(by: Actor, items: BalanceRow[]): Promise<ImportOutcome | Refusal> {
    const outcome = await this.write(by, false, async (tx, within) => {
      const known = new Set((await this.categories.all(tx)).map(({ id }) => id));
      const faults = items.flatMap(({ stationId, categoryId }, line): RowFault[] => [
        ...(within.some(({ id }) => id === stationId)
          ? []
          : [{ line, field: 'stationId', code: 'station-not-known', args: { station: stationId } }]),
        ...(categoryId === null || known.has(categoryId)
          ? []
          : [{ line, field: 'categoryId', code: 'category-not-known', args: { category: categoryId } }]),
      ]);
      return { rows: items.length, given: items.map((item, line) => ({ ...item, line })), faults };
    });
    if (!isRefusal(outcome)) return outcome;
    const [fault] = (outcome.more?.outcome as ImportOutcome | undefined)?.faults ?? [];
    if (fault === undefined) return outcome;
    return { refused: fault.code, field: `items.${fault.line}.${fault.field}`, args: fault.args };
  }

  /** As a file. */
  import(by: Actor, bytes: Uint8Array, dryRun: boolean): Promise<ImportOutcome | Refusal> {
    return this.write(by, dryRun, async (tx, stations) => {
      const rows = readCsv(bytes, BALANCE_COLUMNS);
      if (isRefusal(rows)) return rows;
      const categories = (await this.categories.all(tx)).filter(({ selectable }) => selectable);
      return { rows: rows.length, ...readBalances(rows, { stations, categories }) };
    });
  }

  /** As they are, by whoever loads an installation. Throws where they are none. */
  async load(tx: Tx, rows: BalanceRow[], enteredBy: string): Promise<void> {
    const plan = await this.plan(
      tx,
      rows.map((row, line) => ({ ...row, line })),
    );
    if (plan.faults[0] !== undefined) throw new Error(`opening balance: ${plan.faults[0].code}`);
    await this.save(tx, plan, enteredBy);
  }

  /** The figure that a day's work of a station is in already; none is entered until the transaction ends. */
  async on(tx: Tx, stationId: string, categoryId: string, day: string): Promise<{ until: string } | undefined> {
    await this.store.keep(tx);
    return this.store.on(tx, stationId, categoryId, day);
  }

  /** Entered figures, newest first; with `all` also those that were corrected. */
  async list(
    query: PageQuery & { areaId?: string; stationId?: string; all?: boolean },
    by: Actor,
  ): Promise<Page<ListedBalance> | Refusal> {
    const limit = limitOf(query);
    const before = cursorOf(query, UUID)?.[0] ?? null;
    const scope = await this.scope.of(this.database, query, by);
    if (isRefusal(scope)) return scope;
    const rows = await this.store.page(this.database, scope, query.all === true, before, limit + 1);
    return pageOf(
      rows,
      limit,
      ({ id }) => [id],
      (row) => row,
    );
  }

  /** Their sums over the tree; `until` is the last day of any of them. */
  async sums(
    question: { areaId?: string; stationId?: string; categoryId?: string; by: BalanceGrouping },
    by: Actor,
    sql: Sql = this.database,
  ): Promise<BalanceSum[] | Refusal> {
    const scope = await this.scope.of(sql, question, by);
    if (isRefusal(scope)) return scope;
    return this.store.sums(sql, scope, question.categoryId ?? null, question.by);
  }

  private write(
    by: Actor,
    dryRun: boolean,
    read: (tx: Tx, within: Within) => Promise<{ rows: number; given: GivenBalance[]; faults: RowFault[] } | Refusal>,
  ): Promise<ImportOutcome | Refusal> {
    const prefixes = pathsOf(by, 'administrator');
    if (prefixes.length === 0) return Promise.resolve({ refused: 'administrators-only' });
    return this.database.transaction(
      async (tx) => {
        await this.store.lock(tx);
        const found = await read(tx, await this.stations.within(tx, prefixes));
        if (isRefusal(found)) return found;
        const plan = await this.plan(tx, found.given);
        const faults = [...found.faults, ...plan.faults].sort((a, b) => a.line - b.line);
        const outcome = outcomeOf(found.rows, plan, faults);
        if (dryRun) return outcome;
        if (faults.length > 0) return { refused: 'import-has-faults', more: { outcome } };
        await this.save(tx, plan, by.accountId);
        return outcome;
      },
      dryRun ? undefined : by.request,
    );
  }

  private async plan(tx: Tx, given: GivenBalance[]): Promise<BalancePlan> {
    const stationIds = [...new Set(given.map(({ stationId }) => stationId))];
    return planBalances(given, {
      today: dayOf(this.clock.now()),
      firstDays: await this.counts.firstDays(tx, stationIds),
      live: await this.store.live(tx, stationIds),
    });
  }

  private async save(tx: Tx, { rows, cancelled }: BalancePlan, by: string): Promise<void> {
    const now = this.clock.now();
    await this.store.cancel(tx, cancelled, by, now);
    const written = rows.filter(({ kind }) => kind !== 'unchanged').map((row) => ({ ...row, id: newId() }));
    await this.store.insert(tx, written, by, now);
  }
}

function outcomeOf(rows: number, plan: BalancePlan, faults: RowFault[]): ImportOutcome {
  const count = (kind: string) => plan.rows.filter((row) => row.kind === kind).length;
  return {
    rows,
    new: count('new'),
    changed: count('changed'),
    unchanged: count('unchanged'),
    lines: plan.rows.flatMap(({ line, kind }) => (kind === 'unchanged' ? [] : { line, kind, changes: [] })),
    faults,
  };
}
