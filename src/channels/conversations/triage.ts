import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import { Database } from '../../platform/database/database.js';
import type { Language } from '../../platform/http/language.js';
import { isRefusal } from '../../platform/http/refusal.js';
import { Secrets } from '../../platform/secrets.js';
import { Routing } from '../../routing/routing.js';
import { Claims, claimView, TicketViews, type Claim, type ClaimView, type TicketView } from '../../tickets/tickets.js';
import { MessageTexts, type Say } from '../texts/message-texts.js';
import type { Candidate } from './conversation.js';
import { ConversationsStore, type TicketConversation } from './conversations.store.js';
import { Places } from './places.js';
import { questionFor } from './place.policy.js';
import { replies } from './replies.js';

/** A building that may be meant, for the desk to choose. */
export interface TriageCandidate extends Candidate {
  name: string;
  station: string | null;
}

export interface TriageItem {
  ticket: TicketView;
  /** who is looking for its place just now */
  claim: ClaimView | null;
  /** what was written, and what was answered; none where it came by another way */
  messages: { at: Date; text: string | null; reply: string | null }[];
  /** what the sender was asked; null where nothing was */
  question: string | null;
  candidates: TriageCandidate[];
}

/** What waits for a place: with all that is known, so that one look and one choice settle it. */
@Injectable()
export class Triage {
  constructor(
    private readonly database: Database,
    private readonly store: ConversationsStore,
    private readonly views: TicketViews,
    private readonly claims: Claims,
    private readonly places: Places,
    private readonly routing: Routing,
    private readonly texts: MessageTexts,
    private readonly secrets: Secrets,
  ) {}

  /** Newest first, as far as the actor may see it; `before`: the id of the last one of the page before. */
  async page(by: Actor, page: { limit: number; before?: string }, language: Language): Promise<TriageItem[]> {
    const lines = await this.views.page(by, { states: ['triage'], ...page }, language);
    const ids = lines.map(({ id }) => id);
    const tickets = await this.views.many(ids, by, language);
    // whose words the actor may not read has none in its view either
    const readable = ids.filter((id) => typeof tickets.get(id)?.request === 'string');
    const conversations = new Map(
      (await this.store.ofTickets(this.database, readable)).map((each) => [each.ticketId, each]),
    );
    const claims = await this.claims.ofTickets(this.database, ids);
    const asked = ids.map((id) => this.candidatesOf(tickets.get(id), conversations.get(id)));
    const names = await this.places.names(this.database, asked.flat());
    const say = await this.texts.current(this.database);
    let at = 0;
    return ids.flatMap((id, index) => {
      const candidates = (asked[index] ?? []).map((candidate) => this.shown(candidate, names[at++] ?? ''));
      const ticket = tickets.get(id);
      return ticket === undefined
        ? []
        : [{ ...this.item(ticket, conversations.get(id), candidates, say), claim: shownClaim(claims.get(id), by) }];
    });
  }

  private item(
    ticket: TicketView,
    conversation: TicketConversation | undefined,
    candidates: TriageCandidate[],
    say: Say,
  ): Omit<TriageItem, 'claim'> {
    const { messages = [], question = null, asked = false, language = 'zh' } = conversation ?? {};
    const clear = (base64: string | null) =>
      base64 === null ? null : this.secrets.decrypt(Buffer.from(base64, 'base64'));
    const places = candidates.map(({ name }) => name);
    return {
      ticket,
      messages: messages.map(({ at, text, reply }) => ({ at: new Date(at), text: clear(text), reply: clear(reply) })),
      question: asked && question !== null ? replies.question(say, question, places, language) : null,
      candidates,
    };
  }

  /** Those that were asked about; of what came by another way what its words may mean. */
  private candidatesOf(ticket: TicketView | undefined, conversation: TicketConversation | undefined): Candidate[] {
    const kept = conversation?.question?.candidates ?? [];
    if (kept.length > 0 || typeof ticket?.request !== 'string') return kept;
    const resolution = this.routing.resolveAddress(ticket.request);
    if (isRefusal(resolution)) return [];
    return questionFor({ plate: null, resolution, position: null, known: [], gridOf: () => null }).candidates;
  }

  private shown(candidate: Candidate, name: string): TriageCandidate {
    const routed = this.routing.route({ buildingId: candidate.buildingId });
    return { ...candidate, name, station: isRefusal(routed) ? null : (routed.station?.name ?? null) };
  }
}

function shownClaim(claim: Claim | undefined, by: Actor): ClaimView | null {
  return claim === undefined ? null : claimView(claim, by);
}
