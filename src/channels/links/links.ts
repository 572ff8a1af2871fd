import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Database, type RequestKey } from '../../platform/database/database.js';
import type { Language } from '../../platform/http/language.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { Secrets } from '../../platform/secrets.js';
import { Residents } from '../../residents/residents.js';
import {
  Merging,
  readReference,
  Tickets,
  TicketViews,
  type Requester,
  type RequesterView,
} from '../../tickets/tickets.js';
import { linkToken, readLinkToken } from './link-token.js';
import { StatusAttempts } from './status-attempts.js';

const LINK_DAYS = 30;
const DAY_MS = 86_400_000;

/** A requester, and the ticket that their link was made for. */
export type LinkHolder = Requester & {
  askedAs: string;
  /** by themselves: mayJoined says what they may */
  joined: boolean;
};

type LinkRefusal = 'link-invalid' | 'link-expired';

/** A resident's way in without an account: a link that holds one ticket, or the reference with the phone. */
@Injectable()
export class Links {
  constructor(
    private readonly database: Database,
    private readonly tickets: Tickets,
    private readonly merging: Merging,
    private readonly views: TicketViews,
    private readonly residents: Residents,
    private readonly attempts: StatusAttempts,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /** Made anew whenever it is sent; the same version stays good until it is revoked or expires. */
  async tokenFor(ticketId: string, no: number): Promise<string | null> {
    const version = await this.tickets.linkVersion(ticketId, no);
    return version === null ? null : this.tokenOf({ ticketId, no, version });
  }

  /** The same of a requester whose version is read already. */
  tokenOf(requester: { ticketId: string; no: number; version: number }): string {
    const expiresAt = new Date(this.clock.now().getTime() + LINK_DAYS * DAY_MS);
    return linkToken({ ...requester, expiresAt }, this.secrets);
  }

  async requester(token: string, request?: RequestKey): Promise<LinkHolder | Refusal<LinkRefusal>> {
    const claim = readLinkToken(token, this.secrets);
    if (claim === null) return { refused: 'link-invalid', field: 'token' };
    if (claim.expiresAt <= this.clock.now()) return { refused: 'link-expired', field: 'token' };
    const version = await this.tickets.linkVersion(claim.ticketId, claim.no);
    if (version !== claim.version) return { refused: 'link-expired', field: 'token' };
    // of a merged ticket: a requester of the one that answers for it
    const here = await this.merging.answeredAt(this.database, claim.ticketId, claim.no);
    return { ...here, askedAs: claim.ticketId, joined: await this.hasJoined(claim.ticketId, here.ticketId), request };
  }

  async view(token: string, language: Language): Promise<RequesterView | Refusal> {
    const requester = await this.requester(token);
    if (isRefusal(requester)) return requester;
    return this.views.forRequester(requester.ticketId, language, requester.askedAs, requester.joined);
  }

  /** The same answer for an unknown reference and for a phone that is not the requester's. */
  async status(reference: string, phone: string, language: Language): Promise<RequesterView | Refusal> {
    const read = readReference(reference);
    if (read === null) return { refused: 'reference-malformed', field: 'reference' };
    if (!(await this.attempts.admit(read, phone))) return { refused: 'too-many-requests' };
    const id = await this.tickets.idOf(read);
    if (id === null) return { refused: 'status-not-found' };
    const requesters = await this.tickets.requesters(id);
    const residentIds = requesters.map(({ residentId }) => residentId);
    const asking = await this.residents.withPhone(this.database, residentIds, phone);
    const requester = requesters.find(({ residentId }) => asking.has(residentId));
    if (requester === undefined) return { refused: 'status-not-found' };
    const here = await this.merging.answeredAt(this.database, id, requester.no);
    return this.views.forRequester(here.ticketId, language, id, await this.hasJoined(id, here.ticketId));
  }

  private async hasJoined(askedAs: string, ticketId: string): Promise<boolean> {
    return askedAs !== ticketId && (await this.merging.hasJoined(this.database, askedAs));
  }
}
