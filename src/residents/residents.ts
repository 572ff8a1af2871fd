import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ManagedAccounts, maskName, maskPhone } from '../accounts/accounts.js';
import type { Actor } from '../accounts/actor.js';
import { Clock } from '../platform/clock.js';
import { Database, type Sql, type Tx } from '../platform/database/database.js';
import type { Writing } from '../platform/database/statement.js';
import { brokenConstraint } from '../platform/error-code.js';
import type { Refusal } from '../platform/http/refusal.js';
import { newId } from '../platform/outbox.js';
import { Secrets } from '../platform/secrets.js';
import {
  insertMoves,
  insertResidents,
  renameResidents,
  ResidentsStore,
  type SelectedResident,
} from './residents.store.js';

export { maskName, maskPhone } from '../accounts/accounts.js';
export { residentSelect, type SelectedResident } from './residents.store.js';

const HOUR_MS = 3_600_000;
/** One a minute for an hour: a busy desk stays below it, copying the register does not. */
const LOOK_UPS_AN_HOUR = 60;
const LOOK_UP = 'look-up';

/** What a higher feature has of a person's words is erased with them, in the same transaction. */
export type EraseListener = (tx: Tx, residentId: string) => Promise<void>;

/** What a higher feature holds of a person: to be counted, and handed out to them. */
export interface PersonalPart {
  name: string;
  held?: (sql: Sql, residentId: string) => Promise<{ all: number; live: number }>;
  export: (sql: Sql, residentId: string) => Promise<unknown>;
}

export interface ResidentGiven {
  /** E.164 */
  phone: string | null;
  name: string | null;
  /** the number rang us or answered a call-back; one typed on the web is not */
  verified: boolean;
}

export interface FoundOrAdded {
  id: string;
  masked: { phone: string | null; name: string | null };
}

export interface ResidentFound {
  id: string;
  name: string | null;
  phoneMasked: string;
}

export type ResidentField = 'phone' | 'name';

export interface Reading {
  /** the account that read; null: the system, or a resident by a link */
  by: string | null;
  subject: 'resident' | 'account' | 'door';
  subjectId: string | null;
  fields: string[];
  ticketId: string | null;
  purpose: string;
}

/** Who asked and who is helped: contact details, encrypted, found by a keyed hash; every reading is logged. */
@Injectable()
export class Residents implements OnModuleInit {
  private readonly eraseListeners: EraseListener[] = [];
  private readonly personalParts: PersonalPart[] = [];

  constructor(
    private readonly database: Database,
    private readonly store: ResidentsStore,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
    private readonly managed: ManagedAccounts,
  ) {}

  /** Who was shown a code could sign in as its account: that stands in the log as well. */
  onModuleInit(): void {
    this.managed.onCodeMade((tx, by, accountId) =>
      this.logReading(tx, {
        by,
        subject: 'account',
        subjectId: accountId,
        fields: [],
        ticketId: null,
        purpose: 'password-code',
      }),
    );
  }

  /**
   * The resident of a verified number, made at its first call; a name that is given becomes theirs, none leaves it.
   * An unverified number, or none, makes a new resident each time: it never reveals or changes the verified one. What is
   * to be written is added to `writing`; within `again`.
   */
  async findOrAdd(sql: Sql, writing: Writing, { phone, name, verified }: ResidentGiven): Promise<FoundOrAdded> {
    const phoneHash = phone === null ? null : this.phoneHashOf(phone);
    const known = verified && phoneHash !== null ? await this.store.verifiedByPhone(sql, phoneHash, true) : undefined;
    const knownName = this.secrets.decryptOrNull(known?.nameEncrypted ?? null);
    const masked = {
      phone: phone === null ? null : maskPhone(phone),
      name: (name ?? knownName) === null ? null : maskName(name ?? knownName ?? ''),
    };
    if (known !== undefined) {
      if (name !== null && name !== knownName) {
        writing.add(renameResidents, { id: known.id, nameEncrypted: this.secrets.encrypt(name) });
      }
      return { id: known.id, masked };
    }
    const id = newId();
    writing.add(insertResidents, {
      id,
      phoneHash,
      phoneEncrypted: phone === null ? null : this.secrets.encrypt(phone),
      nameEncrypted: name === null ? null : this.secrets.encrypt(name),
      verified: verified && phone !== null,
    });
    return { id, masked };
  }

  /** Reads, and writes what `findOrAdd` collected: of a number's first calls at once the second finds the first's resident. */
  async again<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      if (brokenConstraint(thrown) !== 'residents_phone_hash_key') throw thrown;
      return work();
    }
  }

  /**
   * By the exact, verified number. For operators, heads and deputies; 60 an hour; a miss is logged and counted as well.
   * `fields`: what is read of them by it.
   */
  async lookUp(
    by: Actor,
    phone: string,
    fields = ['name'],
  ): Promise<ResidentFound | null | Refusal<'look-up-not-permitted' | 'too-many-requests'>> {
    if (by.stationRoles.length === 0 && !by.areaRoles.some(({ role }) => role === 'operator')) {
      return { refused: 'look-up-not-permitted' };
    }
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const done = await this.store.countReadings(tx, by.accountId, LOOK_UP, new Date(now.getTime() - HOUR_MS));
      if (done >= LOOK_UPS_AN_HOUR) return { refused: 'too-many-requests' as const };
      const row = await this.store.verifiedByPhone(tx, this.phoneHashOf(phone));
      await this.logReading(tx, {
        by: by.accountId,
        subject: 'resident',
        subjectId: row?.id ?? null,
        fields: row === undefined ? [] : fields,
        ticketId: null,
        purpose: LOOK_UP,
      });
      if (row === undefined) return null;
      return { id: row.id, name: this.secrets.decryptOrNull(row.nameEncrypted), phoneMasked: maskPhone(phone) };
    }, by.request);
  }

  /**
   * The fields asked for, in clear (others are null), each resident's reading logged in the same statement. Whether the
   * actor may see them is for the caller to decide. Unknown ids are left out.
   */
  async read(
    sql: Sql,
    by: Actor,
    residentIds: string[],
    fields: ResidentField[],
    ticketId: string | null,
    purpose: string,
  ): Promise<Map<string, { phone: string | null; name: string | null }>> {
    const ids = [...new Set(residentIds)];
    if (ids.length === 0 || fields.length === 0) return new Map();
    const reading = { at: this.clock.now(), accountId: by.accountId, fields, ticketId, purpose };
    const rows = await this.store.readLogged(sql, ids, reading);
    return new Map(
      rows.map((row) => [
        row.id,
        {
          phone: fields.includes('phone') ? this.secrets.decryptOrNull(row.phoneEncrypted) : null,
          name: fields.includes('name') ? this.secrets.decryptOrNull(row.nameEncrypted) : null,
        },
      ]),
    );
  }

  /** `190****0127` and `张**`, of what `residentSelect` selected: tells too little to be logged. */
  mask(selected: SelectedResident | null): { phone: string | null; name: string | null } | null {
    if (selected === null) return null;
    const phone = this.secrets.decryptOrNull(bytesOf(selected.phone));
    const name = this.secrets.decryptOrNull(bytesOf(selected.name));
    return { phone: phone === null ? null : maskPhone(phone), name: name === null ? null : maskName(name) };
  }

  /** The same by the residents' ids; unknown ones are left out. */
  async masked(sql: Sql, residentIds: string[]): Promise<Map<string, { phone: string | null; name: string | null }>> {
    const masked = new Map<string, { phone: string | null; name: string | null }>();
    for (const { id, selected } of await this.store.selected(sql, residentIds)) {
      const shown = this.mask(selected);
      if (shown !== null) masked.set(id, shown);
    }
    return masked;
  }

  /** Keyed hash of an E.164 number. */
  phoneHashOf(phone: string): Buffer {
    return this.secrets.hash('phone', phone);
  }

  /** Those of the residents whose number this is, verified or not. */
  async withPhone(sql: Sql, residentIds: string[], phone: string): Promise<Set<string>> {
    return new Set(await this.store.withPhone(sql, residentIds, this.phoneHashOf(phone)));
  }

  /** They have moved: known no longer where they were known before that moment. */
  moved(writing: Writing, residentId: string, at: Date): void {
    writing.add(insertMoves, { residentId, at });
  }

  onErase(listener: EraseListener): void {
    this.eraseListeners.push(listener);
  }

  /** A person's number, name and words go; what they asked for stays, by ids (docs/domain.md, First rules of safety). */
  erase(residentId: string): Promise<void> {
    return this.database.transaction((tx) => this.eraseWithin(tx, residentId));
  }

  async eraseWithin(tx: Tx, residentId: string): Promise<void> {
    await this.store.erase(tx, residentId, this.clock.now());
    for (const listener of this.eraseListeners) await listener(tx, residentId);
  }

  addPart(part: PersonalPart): void {
    this.personalParts.push(part);
  }

  /** How many tickets name the resident, and how many of them are not over. */
  async held(sql: Sql, residentId: string): Promise<{ all: number; live: number }> {
    const sum = { all: 0, live: 0 };
    for (const { held } of this.personalParts) {
      const { all, live } = (await held?.(sql, residentId)) ?? { all: 0, live: 0 };
      [sum.all, sum.live] = [sum.all + all, sum.live + live];
    }
    return sum;
  }

  /** What higher features hold of the resident, by their names. */
  async parts(sql: Sql, residentId: string): Promise<Record<string, unknown>> {
    const parts: Record<string, unknown> = {};
    for (const part of this.personalParts) parts[part.name] = await part.export(sql, residentId);
    return parts;
  }

  /** For what is read elsewhere, such as a door on a ticket; append-only. */
  async logReading(sql: Sql, { by, ...reading }: Reading): Promise<void> {
    await this.store.log(sql, { ...reading, accountId: by, at: this.clock.now() });
  }
}

function bytesOf(base64: string | null): Buffer | null {
  return base64 === null ? null : Buffer.from(base64, 'base64');
}
