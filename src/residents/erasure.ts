import { Injectable } from '@nestjs/common';
import { maskName, maskPhone } from '../accounts/accounts.js';
import { administersAll, type Actor } from '../accounts/actor.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import type { Refusal } from '../platform/http/refusal.js';
import { Secrets } from '../platform/secrets.js';
import { Residents } from './residents.js';
import { ResidentsStore } from './residents.store.js';

const PURPOSE = { find: 'data-request', export: 'data-export', erase: 'data-erasure' } as const;

export interface Held {
  id: string;
  nameMasked: string | null;
  phoneMasked: string;
  tickets: number;
  live: number;
}

/** A person asks what is held of them, and that it goes. Each step is in the log of readings. */
@Injectable()
export class Erasure {
  constructor(
    private readonly database: Database,
    private readonly residents: Residents,
    private readonly store: ResidentsStore,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /** By the verified number; null: nobody. A miss is logged as well. */
  async find(by: Actor, phone: string): Promise<Held | null | Refusal<'whole-installation-only'>> {
    if (!administersAll(by)) return { refused: 'whole-installation-only' };
    return this.database.transaction(async (tx) => {
      const row = await this.store.verifiedByPhone(tx, this.residents.phoneHashOf(phone));
      const reading = { by: by.accountId, subject: 'resident' as const, ticketId: null, purpose: PURPOSE.find };
      await this.residents.logReading(tx, { ...reading, subjectId: row?.id ?? null, fields: [] });
      if (row === undefined) return null;
      const name = this.secrets.decryptOrNull(row.nameEncrypted);
      const { all, live } = await this.residents.held(tx, row.id);
      const nameMasked = name === null ? null : maskName(name);
      return { id: row.id, nameMasked, phoneMasked: maskPhone(phone), tickets: all, live };
    }, by.request);
  }

  async export(
    by: Actor,
    id: string,
  ): Promise<
    | { exportedAt: Date; name: string | null; phone: string | null; parts: Record<string, unknown> }
    | Refusal<'whole-installation-only' | 'not-found'>
  > {
    if (!administersAll(by)) return { refused: 'whole-installation-only' };
    return this.database.transaction(async (tx) => {
      const known = (await this.residents.read(tx, by, [id], ['phone', 'name'], null, PURPOSE.export)).get(id);
      if (known === undefined || (known.phone === null && known.name === null))
        return { refused: 'not-found' as const };
      return { exportedAt: this.clock.now(), ...known, parts: await this.residents.parts(tx, id) };
    }, by.request);
  }

  /** Not while a ticket of theirs is not over: whoever works on it would stand before a door that nobody knows. */
  async erase(
    by: Actor,
    id: string,
  ): Promise<
    | { erasedAt: Date; ticketsKept: number }
    | Refusal<'whole-installation-only' | 'not-found' | 'resident-has-live-tickets'>
  > {
    if (!administersAll(by)) return { refused: 'whole-installation-only' };
    return this.database.transaction(async (tx) => {
      if (!(await this.store.hold(tx, id))) return { refused: 'not-found' as const };
      const { all, live } = await this.residents.held(tx, id);
      if (live > 0) return { refused: 'resident-has-live-tickets' as const, args: { n: live } };
      const reading = { by: by.accountId, subject: 'resident' as const, subjectId: id, fields: [], ticketId: null };
      await this.residents.logReading(tx, { ...reading, purpose: PURPOSE.erase });
      await this.residents.eraseWithin(tx, id);
      return { erasedAt: this.clock.now(), ticketsKept: all };
    }, by.request);
  }
}
