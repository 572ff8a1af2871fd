import { Injectable } from '@nestjs/common';
import { dayOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { Database, type Sql, type Tx } from '../platform/database/database.js';
import { UUID } from '../platform/http/fields.js';
import { cursorOf, limitOf, pageOf, type Page, type PageQuery } from '../platform/http/paging.js';
import { isRefusal, type Refusal } from '../platform/http/refusal.js';
import { Secrets } from '../platform/secrets.js';
import { AccountsStore } from './accounts.store.js';
import { pathsOf, type Actor, type AreaRoleName } from './actor.js';
import { ManagedStore, type ManagedRow, type SessionRow } from './managed.store.js';
import { maskPhone } from './masking.js';
import { SignIn } from './sign-in.js';

/** As long as that of the first administrator: it is told by mouth, or carried to a browser. */
const CODE_MS = 60 * 60_000;
/** More than a person has telephones; more are ended together with these. */
const SESSIONS = 100;

export type ManagedView = Omit<ManagedRow, 'phoneEncrypted' | 'disabledAt'> & {
  phoneMasked: string;
  disabled: boolean;
};
/** Within the transaction: `by` was shown a code that `accountId`'s password is set with. */
export type MadeCodeListener = (tx: Tx, by: string, accountId: string) => Promise<void>;
type Unmanaged = 'administrators-only' | 'not-found' | 'works-elsewhere-too' | 'not-oneself';

/**
 * Accounts of who works within an administrator's areas. What stops or opens an account as a whole (lock, password, sessions) is for
 * who is over all that it may do: else an administrator of one street could take over an account of the city. Roles are given and
 * taken within one's own areas. Nobody does any of it to themselves: the last one would lock the office from outside.
 */
@Injectable()
export class ManagedAccounts {
  private readonly codeListeners: MadeCodeListener[] = [];

  constructor(
    private readonly database: Database,
    private readonly store: ManagedStore,
    private readonly accounts: AccountsStore,
    private readonly signIn: SignIn,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  onCodeMade(listener: MadeCodeListener): void {
    this.codeListeners.push(listener);
  }

  /** By name. */
  async page(
    by: Actor,
    query: PageQuery & { search?: string },
  ): Promise<Page<Omit<ManagedView, 'sessions' | 'lockedUntil' | 'createdAt'>> | Refusal<'administrators-only'>> {
    const prefixes = pathsOf(by, 'administrator');
    if (prefixes.length === 0) return { refused: 'administrators-only' };
    const limit = limitOf(query);
    const [name, id] = cursorOf(query, /^[^\u0000]*$/, UUID) ?? [];
    const rows = await this.store.page(this.database, {
      prefixes,
      today: this.today(),
      search: query.search ?? null,
      after: name === undefined || id === undefined ? null : [name, id],
      limit: limit + 1,
    });
    return pageOf(
      rows,
      limit,
      (row) => [row.name, row.id],
      ({ createdAt: _, ...row }) => this.view(row),
    );
  }

  async one(by: Actor, id: string): Promise<ManagedView | Refusal<Unmanaged>> {
    const row = await this.row(this.database, by, id);
    return isRefusal(row) ? row : this.view(row);
  }

  /** Locked: signed out everywhere, and cannot sign in; roles and what was done stay. */
  lock(by: Actor, id: string): Promise<ManagedView | Refusal<Unmanaged>> {
    return this.change(by, id, (tx) => this.store.disable(tx, id, this.clock.now()));
  }

  unlock(by: Actor, id: string): Promise<ManagedView | Refusal<Unmanaged>> {
    return this.change(by, id, (tx) => this.store.enable(tx, id));
  }

  /** A code of an hour, to be told to its owner, who sets a password by it (POST /password-resets). One a minute, ten a day. */
  async passwordCode(
    by: Actor,
    id: string,
  ): Promise<
    { code: string; expiresAt: Date } | Refusal<Unmanaged | 'account-locked-by-office' | 'code-made-just-now'>
  > {
    return this.database.transaction(async (tx) => {
      const row = await this.whole(tx, by, id);
      if (isRefusal(row)) return row;
      if (row.disabledAt !== null) return { refused: 'account-locked-by-office' as const };
      const code = await this.signIn.putCode(tx, id, CODE_MS);
      if (code === null) return { refused: 'code-made-just-now' as const };
      for (const listener of this.codeListeners) await listener(tx, by.accountId, id);
      return { code, expiresAt: new Date(this.clock.now().getTime() + CODE_MS) };
    }, by.request);
  }

  /** Within the administrator's areas, whatever else the account may do. */
  setRole(
    by: Actor,
    accountId: string,
    given: { role: AreaRoleName; areaId: string },
    held: boolean,
  ): Promise<ManagedView | Refusal<Unmanaged | 'unknown-area'>> {
    return this.database.transaction(async (tx) => {
      const row = await this.row(tx, by, accountId);
      if (isRefusal(row)) return row;
      if (accountId === by.accountId) return { refused: 'not-oneself' as const };
      const within = await this.accounts.areasWithin(tx, [given.areaId], pathsOf(by, 'administrator'));
      if (within.length === 0) return { refused: 'unknown-area' as const, field: 'areaId' };
      const role = { accountId, ...given };
      await (held ? this.store.grant(tx, role, this.today()) : this.store.revoke(tx, role, this.today()));
      const now = await this.row(tx, by, accountId);
      return isRefusal(now) ? now : this.view(now);
    });
  }

  /** Newest first; 100 at most. */
  async sessions(by: Actor, id: string): Promise<SessionRow[] | Refusal<Unmanaged>> {
    const row = await this.row(this.database, by, id);
    if (isRefusal(row)) return row;
    return row.isWhole
      ? this.store.sessions(this.database, id, this.clock.now(), SESSIONS)
      : { refused: 'works-elsewhere-too' };
  }

  /** One, or where it is null all of them; one's own, too: a telephone may be lost. */
  endSessions(by: Actor, id: string, sessionId: string | null): Promise<undefined | Refusal<Unmanaged>> {
    return this.database.transaction(async (tx) => {
      const row = await this.row(tx, by, id);
      if (isRefusal(row)) return row;
      if (!row.isWhole) return { refused: 'works-elsewhere-too' as const };
      const ended = await this.store.endSessions(tx, id, sessionId);
      return ended === 0 && sessionId !== null ? { refused: 'not-found' as const } : undefined;
    });
  }

  private async change(
    by: Actor,
    id: string,
    write: (tx: Tx) => Promise<void>,
  ): Promise<ManagedView | Refusal<Unmanaged>> {
    return this.database.transaction(async (tx) => {
      const row = await this.whole(tx, by, id);
      if (isRefusal(row)) return row;
      await write(tx);
      const now = await this.row(tx, by, id);
      return isRefusal(now) ? now : this.view(now);
    });
  }

  private async whole(tx: Tx, by: Actor, id: string): Promise<ManagedRow | Refusal<Unmanaged>> {
    const row = await this.row(tx, by, id);
    if (isRefusal(row)) return row;
    if (!row.isWhole) return { refused: 'works-elsewhere-too' };
    return id === by.accountId ? { refused: 'not-oneself' } : row;
  }

  private async row(sql: Sql, by: Actor, id: string): Promise<ManagedRow | Refusal<Unmanaged>> {
    const prefixes = pathsOf(by, 'administrator');
    if (prefixes.length === 0) return { refused: 'administrators-only' };
    const row = await this.store.one(sql, prefixes, this.today(), id, this.clock.now());
    return row ?? { refused: 'not-found' };
  }

  private view<Row extends Pick<ManagedRow, 'phoneEncrypted' | 'disabledAt'>>({
    phoneEncrypted,
    disabledAt,
    ...row
  }: Row) {
    const phoneMasked = maskPhone(this.secrets.decrypt(phoneEncrypted));
    return { ...row, phoneMasked, disabled: disabledAt !== null };
  }

  private today(): string {
    return dayOf(this.clock.now());
  }
}
