import { Injectable } from '@nestjs/common';
import { timingSafeEqual } from 'node:crypto';
import { dayOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { Database, type RequestKey, type Sql, type Tx } from '../platform/database/database.js';
import { isRefusal, type Refusal } from '../platform/http/refusal.js';
import { Log } from '../platform/log.js';
import { randomToken, Secrets, tokenHash } from '../platform/secrets.js';
import { hashPassword, newCode, Turnstile, verifyPassword } from './passwords.js';
import { SignInStore, type ActorSelect, type SessionAccount } from './sign-in.store.js';

const MINUTE = 60_000;
const SESSION_MS = 30 * 24 * 60 * MINUTE;
/** 5 wrong ones, then 15 minutes of rest: at most 480 guesses a day. */
const GUESSES = 5;
const LOCK_MS = 15 * MINUTE;
const CODE_MS = 10 * MINUTE;
const CODE_TRIES = 5;
/** 10 codes of 5 tries are 50 guesses a day at one of a million: a whole year of them hits with 2 %. */
const CODE_LIMITS = { minSeconds: 60, perDay: 10 };
/** argon2 takes a core for 25 ms and 19 MiB: others must be answered meanwhile, and nobody waits longer than a second. */
const CHECKS = { atOnce: 2, waiting: 50 };
const SWEEP_EVERY_MS = 60 * MINUTE;
const SWEEP_BATCH = 500;

export interface SignedIn {
  /** opaque; goes into `Authorization: Bearer` or the cookie */
  token: string;
  expiresAt: Date;
  account: { id: string; name: string };
}

/** Called in the transaction that made a code; what it throws undoes the code. */
export type CodeListener = (tx: Tx, accountId: string) => Promise<void>;

/** Passwords, sessions and one-time codes. Higher features reach it through Accounts. */
@Injectable()
export class SignIn {
  private readonly codeListeners: CodeListener[] = [];
  /** checked for phone numbers that have no account, so that they take as long */
  private readonly nobodysHash = hashPassword(randomToken());
  private readonly checks = new Turnstile(CHECKS.atOnce, CHECKS.waiting);
  private sweepAt = 0;

  constructor(
    private readonly database: Database,
    private readonly store: SignInStore,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  async signIn(given: {
    phone: string;
    password: string;
  }): Promise<SignedIn | Refusal<'wrong-phone-or-password' | 'account-locked' | 'too-many-requests'>> {
    const now = this.clock.now();
    const phoneHash = this.secrets.hash('phone', given.phone);
    const checked = await this.checks.pass(() => this.check(phoneHash, given.password, now));
    if (isRefusal(checked)) return checked;

    const token = randomToken();
    const expiresAt = new Date(now.getTime() + SESSION_MS);
    const session = {
      tokenHash: tokenHash(token),
      accountId: checked.id,
      passwordHash: checked.passwordHash,
      now,
      expiresAt,
    };
    return this.database.transaction(async (tx) => {
      if (!(await this.store.openSession(tx, session))) return { refused: 'wrong-phone-or-password' as const };
      await this.store.forgetGuesses(tx, phoneHash);
      return { token, expiresAt, account: { id: checked.id, name: checked.name } };
    });
  }

  private async check(
    phoneHash: Buffer,
    password: string,
    now: Date,
  ): Promise<
    { id: string; name: string; passwordHash: string } | Refusal<'wrong-phone-or-password' | 'account-locked'>
  > {
    const lockedUntil = new Date(now.getTime() + LOCK_MS);
    if (!(await this.store.countGuess(this.database, phoneHash, now, GUESSES, lockedUntil))) {
      return { refused: 'account-locked' };
    }
    const account = await this.store.accountByPhone(this.database, phoneHash);
    const passwordHash = account?.passwordHash ?? null;
    const right = await verifyPassword(passwordHash ?? (await this.nobodysHash), password);
    if (account === undefined || passwordHash === null || !right) return { refused: 'wrong-phone-or-password' };
    return { id: account.id, name: account.name, passwordHash };
  }

  async signOut(token: string): Promise<void> {
    await this.store.endSession(this.database, tokenHash(token));
  }

  /** The account that a token stands for; undefined when it is unknown or ended, or the account is disabled. */
  async accountOf(token: string, parts: ActorSelect[]): Promise<SessionAccount | undefined> {
    const now = this.clock.now();
    return this.store.accountOfSession(this.database, tokenHash(token), now, dayOf(now), parts);
  }

  accessRevision(): Promise<string> {
    return this.store.accessRevision(this.database);
  }

  onCode(listener: CodeListener): void {
    this.codeListeners.push(listener);
  }

  /**
   * Says nothing about whether the number is known, not even by the time it takes: the request is noted for any number, and
   * answered by a sweep.
   */
  async askForCode(phone: string, request?: RequestKey): Promise<void> {
    const phoneHash = this.secrets.hash('phone', phone);
    await this.database.transaction((tx) => this.store.askForCode(tx, phoneHash, this.clock.now()), request);
  }

  /** Answers one batch of requests for codes; one that fails is left for the next sweep, for as long as a code would live. */
  async makeCodes(): Promise<number> {
    const since = new Date(this.clock.now().getTime() - CODE_MS);
    let made = 0;
    for (const phoneHash of await this.store.codeRequests(this.database, since, SWEEP_BATCH)) {
      try {
        if (await this.database.transaction((tx) => this.makeCode(tx, phoneHash))) made += 1;
      } catch (thrown) {
        this.log.fault('making a one-time code failed', thrown);
      }
    }
    return made;
  }

  private async makeCode(tx: Tx, phoneHash: Buffer): Promise<boolean> {
    if (!(await this.store.takeCodeRequest(tx, phoneHash))) return false;
    const account = await this.store.accountByPhone(tx, phoneHash);
    if (account !== undefined && (await this.putCode(tx, account.id)) !== null) {
      for (const listener of this.codeListeners) await listener(tx, account.id);
    }
    return true;
  }

  /** Makes a code and tells nobody. Null: one was asked for less than a minute ago, or too many today. */
  async putCode(tx: Tx, accountId: string, validMs = CODE_MS): Promise<string | null> {
    const now = this.clock.now();
    const code = newCode();
    const row = {
      accountId,
      codeHash: this.codeHash(accountId, code),
      codeEncrypted: this.secrets.encrypt(code),
      now,
      expiresAt: new Date(now.getTime() + validMs),
    };
    return (await this.store.putCode(tx, row, CODE_LIMITS)) ? code : null;
  }

  async readCodes(accountIds: string[], sql: Sql): Promise<Map<string, string>> {
    const codes = await this.store.liveCodes(sql, accountIds, this.clock.now());
    return new Map(codes.map(({ accountId, code }) => [accountId, this.secrets.decrypt(code)]));
  }

  async resetPassword(
    given: { phone: string; code: string; password: string },
    request?: RequestKey,
  ): Promise<void | Refusal<'code-wrong-or-expired'>> {
    const wrong = { refused: 'code-wrong-or-expired' as const, field: 'code' };
    const phoneHash = this.secrets.hash('phone', given.phone);
    // by itself, before the transaction: a refusal rolls that back, and would take the count of tries with it
    const found = await this.store.countTry(this.database, phoneHash, this.clock.now(), CODE_TRIES);
    if (found === undefined || !timingSafeEqual(found.codeHash, this.codeHash(found.accountId, given.code)))
      return wrong;
    const passwordHash = await hashPassword(given.password);
    return this.database.transaction(async (tx) => {
      if (!(await this.store.useCode(tx, found))) return wrong;
      await this.store.setPassword(tx, found.accountId, passwordHash);
      await this.store.forgetGuesses(tx, phoneHash);
      return undefined;
    }, request);
  }

  private codeHash(accountId: string, code: string): Buffer {
    return this.secrets.hash('one-time code', `${accountId} ${code}`);
  }

  /** Sweeps come every second; what has ended is refused anyway, so once an hour is enough to take it away. */
  async sweep(): Promise<number> {
    const now = this.clock.now();
    if (now.getTime() < this.sweepAt) return 0;
    const swept = await this.store.sweep(this.database, now, SWEEP_BATCH);
    if (swept === 0) this.sweepAt = now.getTime() + SWEEP_EVERY_MS;
    return swept;
  }
}
