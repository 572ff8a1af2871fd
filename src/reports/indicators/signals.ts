import { Injectable, type OnModuleInit } from '@nestjs/common';
import { pathsOf, type Actor } from '../../accounts/actor.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Tx } from '../../platform/database/database.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { Residents } from '../../residents/residents.js';
import { FACT_KINDS, type FactKind } from './fact.js';
import { FiguresStore } from './figures.store.js';
import type { Completeness } from './filling.store.js';
import { countsOf, Indicators, type Asked, type Moment } from './indicators.js';
import { monthOf, type Period } from './period.js';
import { SIGNAL_OF, SIGNALS, type Signal } from './signals.policy.js';
import { SignalsStore, type SignalQuestion, type SignalRow, type SignalSum } from './signals.store.js';

export interface SignalReport {
  signal: Signal;
  n: number;
  /** by how many it is compared; all of the scope */
  of: number;
  stations: (SignalSum & { of: number })[];
}

/** Signs of gaming: to the head of the station first, to those above once the head has answered or had the time to (signals.policy.ts). */
@Injectable()
export class Signals implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: SignalsStore,
    private readonly figures: FiguresStore,
    private readonly indicators: Indicators,
    private readonly residents: Residents,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.residents.onErase((tx, residentId) => this.store.erase(tx, residentId, this.clock.now()));
  }

  report(asked: Asked, by: Actor): Promise<({ signals: SignalReport[] } & Completeness) | Refusal> {
    return this.at(asked, by, async ({ tx, completeness }, question) => ({
      signals: await this.signalsIn(tx, question),
      ...completeness,
    }));
  }

  private async signalsIn(tx: Tx, question: SignalQuestion): Promise<SignalReport[]> {
    const sums = await this.store.sums(tx, question);
    const counts = await this.figures.sums(tx, { ...question, by: 'station' }, FACT_KINDS);
    const of = (signal: Signal, holderId?: string) =>
      counts
        .filter(({ key }) => holderId === undefined || key === holderId)
        .reduce((sum, row) => sum + totalOf(SIGNAL_OF[signal], countsOf(row)), 0);
    return SIGNALS.map((signal) => {
      const stations = sums.filter((sum) => sum.signal === signal);
      return {
        signal,
        n: stations.reduce((sum, { n }) => sum + n, 0),
        of: of(signal),
        stations: stations.map((sum) => ({ ...sum, of: of(signal, sum.holderId) })),
      };
    });
  }

  rows(
    asked: Asked & { signal: Signal },
    by: Actor,
    after: { enteredAt: string; ticketId: string; version: number } | null,
    limit: number,
  ): Promise<({ rows: SignalRow[] } & Completeness) | Refusal> {
    return this.at(asked, by, async ({ tx, completeness }, question) => ({
      rows: await this.store.rows(tx, question, asked.signal, after, limit),
      ...completeness,
    }));
  }

  /** A head's word to a signal that shows: those above see it from now on, with the word. The first word stays. */
  async answer(
    given: { ticketId: string; signal: Signal; version: number; answer: string } & Partial<Period>,
    by: Actor,
  ): Promise<{ answeredAt: Date } | Refusal> {
    const at = this.clock.now();
    const { ticketId, signal, version, answer } = given;
    const found = await this.store.holder(this.database, ticketId, version);
    const headed = headedBy(by);
    if (found === undefined || !headed.includes(found.holderId)) return { refused: 'not-found' };
    const month = monthOf(found.day.slice(0, 7));
    const { from = month.from, to = month.to } = given;
    const question = { from, to, scope: { stationIds: headed }, headed, paths: [], actor: by, now: at };
    const [shown] = await this.store.rows(this.database, question, signal, null, 1, { ticketId, version });
    if (shown === undefined) return { refused: 'not-found' };
    const written = await this.database.transaction(
      (tx) => this.store.answer(tx, { ticketId, signal, version, answer, by: by.accountId, at }),
      by.request,
    );
    return written ? { answeredAt: at } : { refused: 'signal-answered' };
  }

  private async at<T>(
    asked: Asked,
    by: Actor,
    read: (moment: Moment, question: SignalQuestion) => Promise<T>,
  ): Promise<T | Refusal> {
    const headed = headedBy(by);
    const paths = pathsOf(by, 'leader', 'administrator');
    if (headed.length === 0 && paths.length === 0) return { refused: 'signals-not-yours' };
    const { from, to, categoryId } = asked;
    return this.indicators.at(asked, by, (moment) => {
      const { scope } = moment.place;
      return read(moment, { scope, categoryId, from, to, headed, paths, actor: by, now: this.clock.now() });
    });
  }
}

const headedBy = (by: Actor): string[] =>
  by.stationRoles.filter(({ role }) => role === 'head').map(({ stationId }) => stationId);

function totalOf(of: (typeof SIGNAL_OF)[Signal], counts: Record<FactKind, number>): number {
  return FACT_KINDS.filter((kind) => kind.startsWith(`${of}_`)).reduce((sum, kind) => sum + counts[kind], 0);
}
