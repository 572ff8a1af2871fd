import { Injectable } from '@nestjs/common';
import { dayOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { Database, making, type RequestKey, type Sql, type Tx } from '../platform/database/database.js';
import type { Tools } from '../platform/database/standalone.js';
import { brokenConstraint } from '../platform/error-code.js';
import type { Refusal } from '../platform/http/refusal.js';
import { newId } from '../platform/outbox.js';
import { Secrets, tokenHash } from '../platform/secrets.js';
import { AccountsStore, type OnDuty } from './accounts.store.js';
import { pathsOf, type Actor, type AreaRoleName } from './actor.js';
import { hashPassword } from './passwords.js';
import { SignInStore, type ActorSelect } from './sign-in.store.js';
import { SignIn, type CodeListener, type SignedIn } from './sign-in.js';

export { maskName, maskPhone } from './masking.js';
export { nameSelect, namesSelect, type OnDuty } from './accounts.store.js';
export { ManagedAccounts } from './managed.js';
export { ManagedStore } from './managed.store.js';
export type { CodeListener, SignedIn } from './sign-in.js';

/** What a higher feature knows of the actor: read in the one statement that every request begins with. */
export interface ActorPart {
  select: ActorSelect;
  fill: (actor: Actor, selected: never) => void;
}

export interface ImportedAccount {
  id: string;
  name: string;
  /** E.164 */
  phone: string;
  /** of hashPassword(); null: cannot sign in */
  passwordHash: string | null;
  roles: { role: AreaRoleName; areaId: string }[];
  /** of the made-up street: may sign in only where the configuration says DEMO */
  demo?: boolean;
}

/** Some 500 bytes each. */
const REMEMBERED_AT_MOST = 2_000;

/** Who may sign in, with which roles over which areas, and who is on duty for an area. Phone numbers are E.164. */
@Injectable()
export class Accounts {
  private readonly actorParts: ActorPart[] = [];
  /** by the token's hash */
  private readonly memory = new Map<string, { actor: Actor; expiresAt: Date; access: string; day: string }>();

  constructor(
    private readonly database: Database,
    private readonly store: AccountsStore,
    private readonly sessions: SignIn,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /** For a command, which has no application around it. */
  static standalone(tools: Tools): Accounts {
    const { database, secrets, clock, config, log } = tools;
    const signIn = new SignIn(database, new SignInStore(config), secrets, clock, log);
    return new Accounts(database, new AccountsStore(), signIn, secrets, clock);
  }

  /**
   * A session of 30 days. An unknown number is answered as a wrong password is, and as slowly. After 5 wrong guesses the
   * number is locked for 15 minutes, whether it has an account or not.
   */
  signIn(given: {
    phone: string;
    password: string;
  }): Promise<SignedIn | Refusal<'wrong-phone-or-password' | 'account-locked' | 'too-many-requests'>> {
    return this.sessions.signIn(given);
  }

  signOut(token: string): Promise<void> {
    return this.sessions.signOut(token);
  }

  /**
   * Who holds the token, with what the account may do today; undefined when the token is good for nothing. One statement, or
   * none where it may be `remembered`: then whoever acts for it must check it (access.ts).
   */
  async actorOf(token: string, remembered = false): Promise<Actor | undefined> {
    const now = this.clock.now();
    const key = tokenHash(token).toString('base64');
    const known = remembered ? this.memory.get(key) : undefined;
    if (known !== undefined && known.expiresAt > now && known.day === dayOf(now)) {
      return { ...known.actor, access: { revision: known.access, checked: false } };
    }
    const account = await this.sessions.accountOf(
      token,
      this.actorParts.map(({ select }) => select),
    );
    if (account === undefined) {
      this.memory.delete(key);
      return undefined;
    }
    const { id, name, roles, parts, expiresAt, access } = account;
    const actor: Actor = {
      accountId: id,
      name,
      areaRoles: roles,
      stationRoles: [],
      helperId: null,
    };
    this.actorParts.forEach(({ fill }, index) => fill(actor, parts[index] as never));
    this.memory.delete(key);
    this.memory.set(key, { actor, expiresAt, access, day: dayOf(now) });
    // the first of a map is the one that was read longest ago
    const [oldest] = this.memory.size > REMEMBERED_AT_MOST ? this.memory.keys() : [];
    if (oldest !== undefined) this.memory.delete(oldest);
    return actor;
  }

  /** How often what accounts may do has changed. */
  accessRevision(): Promise<string> {
    return this.sessions.accessRevision();
  }

  addActorPart(part: ActorPart): void {
    this.actorParts.push(part);
  }

  /**
   * Within a second or two makes a one-time code (6 digits, 10 minutes, 5 tries) for a forgotten password and tells the
   * listeners; at most one a minute and ten a day an account. For an unknown number the caller sees, and waits for, the same.
   */
  askForCode(phone: string, request?: RequestKey): Promise<void> {
    return this.sessions.askForCode(phone, request);
  }

  /** A channel that delivers codes: called in the transaction that makes one, it reads the code later by readCode. */
  onCode(listener: CodeListener): void {
    this.sessions.onCode(listener);
  }

  /** The account's live code; null when it was used or has expired. */
  async readCode(accountId: string, sql: Sql = this.database): Promise<string | null> {
    return (await this.readCodes([accountId], sql)).get(accountId) ?? null;
  }

  /** The same of several, by account: those that are live. */
  readCodes(accountIds: string[], sql: Sql = this.database): Promise<Map<string, string>> {
    return this.sessions.readCodes(accountIds, sql);
  }

  /** Sets the password (8–200 characters), ends all sessions and lifts the lock. */
  resetPassword(
    given: { phone: string; code: string; password: string },
    request?: RequestKey,
  ): Promise<void | Refusal<'code-wrong-or-expired'>> {
    return this.sessions.resetPassword(given, request);
  }

  hashPassword(password: string): Promise<string> {
    return hashPassword(password);
  }

  /** The person on duty for the place, or for the nearest area above it that has one. `areaPath`: codes, each with a dot. */
  ownerFor(sql: Sql, areaPath: string): Promise<{ accountId: string; name: string; areaId: string } | undefined> {
    return this.store.owner(sql, upwards(areaPath));
  }

  /** Who is on duty for the place and for the areas above it, the nearest first; areas without anybody are left out. */
  onDutyAbove(sql: Sql, areaPath: string): Promise<OnDuty[]> {
    return this.store.onDuty(sql, upwards(areaPath));
  }

  async namesOf(sql: Sql, ids: string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.store.names(sql, ids);
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /** The accounts that have one of the numbers, by number. */
  async byPhones(sql: Sql, phones: string[]): Promise<Map<string, { id: string; name: string; disabled: boolean }>> {
    const byHash = new Map(phones.map((phone) => [this.secrets.hash('phone', phone).toString('hex'), phone]));
    const rows = await this.store.byPhones(
      sql,
      [...byHash.keys()].map((hash) => Buffer.from(hash, 'hex')),
    );
    return new Map(rows.map(({ phoneHash, ...account }) => [byHash.get(phoneHash.toString('hex')) ?? '', account]));
  }

  rename(tx: Tx, accounts: { id: string; name: string }[]): Promise<void> {
    return this.store.rename(tx, accounts);
  }

  /** Many at once, valid from today; a phone number that has an account already is a fault (throws). */
  async importAccounts(tx: Tx, accounts: ImportedAccount[]): Promise<void> {
    await this.store.insert(
      tx,
      accounts.map(({ id, name, phone, passwordHash, demo = false }) => ({
        id,
        name,
        phoneHash: this.secrets.hash('phone', phone),
        phoneEncrypted: this.secrets.encrypt(phone),
        passwordHash,
        demo,
      })),
    );
    const roles = accounts.flatMap(({ id, roles }) => roles.map((role) => ({ accountId: id, ...role })));
    await this.store.insertRoles(tx, roles, dayOf(this.clock.now()));
  }

  /** Puts people on duty for areas, in place of those who were. */
  importOwners(tx: Tx, owners: { areaId: string; accountId: string }[]): Promise<void> {
    return this.store.insertOwners(tx, owners);
  }

  /** An account without a password: its owner sets one by a one-time code. Only within the administrator's areas. */
  async create(
    by: Actor,
    given: { name: string; phone: string; roles: { role: AreaRoleName; areaId: string }[] },
  ): Promise<{ id: string; name: string } | Refusal<'administrators-only' | 'not-found' | 'phone-taken'>> {
    const prefixes = pathsOf(by, 'administrator');
    if (prefixes.length === 0) return { refused: 'administrators-only' };
    const id = newId();
    const roles = distinct(given.roles);
    try {
      return await this.database.transaction(
        async (tx) => {
          const within = await this.store.areasWithin(
            tx,
            roles.map(({ areaId }) => areaId),
            prefixes,
          );
          const outside = given.roles.findIndex(({ areaId }) => !within.includes(areaId.toLowerCase()));
          if (outside >= 0) return { refused: 'not-found' as const, field: `roles.${outside}.areaId` };
          await this.importAccounts(tx, [{ id, name: given.name, phone: given.phone, passwordHash: null, roles }]);
          return { id, name: given.name };
        },
        making(by.request, id),
      );
    } catch (thrown) {
      if (brokenConstraint(thrown) !== 'accounts_phone_hash_key') throw thrown;
      return { refused: 'phone-taken', field: 'phone' };
    }
  }
}

/** The path and those of all areas above it. */
function upwards(areaPath: string): string[] {
  const codes = areaPath.split('.').slice(0, -1);
  return codes.map((_, index) => `${codes.slice(0, index + 1).join('.')}.`);
}

function distinct(roles: { role: AreaRoleName; areaId: string }[]): { role: AreaRoleName; areaId: string }[] {
  // ids may be written in capitals; the database compares them by value
  const byKey = new Map(
    roles.map(({ role, areaId }) => [`${role} ${areaId.toLowerCase()}`, { role, areaId: areaId.toLowerCase() }]),
  );
  return [...byKey.values()];
}
