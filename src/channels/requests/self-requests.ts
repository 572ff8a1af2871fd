import { Injectable } from '@nestjs/common';
import { Database, making, type RequestKey } from '../../platform/database/database.js';
import type { Language } from '../../platform/http/language.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { Residents } from '../../residents/residents.js';
import type { Place } from '../../routing/routing.js';
import {
  Categories,
  Merging,
  Similar,
  Tickets,
  type GivenAnswer,
  type Opened,
  type OpenTicket,
} from '../../tickets/tickets.js';
import { Links } from '../links/links.js';
import { categoryOf } from './category.policy.js';
import { dangersIn, dangerWords } from './danger.policy.js';

/** What somebody asks for without an account. */
export interface SelfRequest {
  text: string;
  unit: string | null;
  door: string | null;
  /** typed, so only said to be theirs: it never reveals or changes whose number it is */
  phone: string | null;
  name: string | null;
  categoryId: string | null;
  /** undefined: they were not asked */
  answers?: GivenAnswer[];
  /** at home */
  alone: boolean;
  /** BCP 47 */
  languages: string[];
}

export interface SelfRequested {
  opened: Opened;
  token: string;
  /** whom to ring first; null where there is no danger */
  danger: string | null;
  /** merged into the request that they said is the same */
  joined: boolean;
}

/** A request by a resident's own hand: opened as any other, by the channel `web`. */
@Injectable()
export class SelfRequests {
  constructor(
    private readonly database: Database,
    private readonly tickets: Tickets,
    private readonly merging: Merging,
    private readonly similar: Similar,
    private readonly categories: Categories,
    private readonly residents: Residents,
    private readonly links: Links,
  ) {}

  /**
   * `sameAs`: the similar ticket that they say is theirs too; what cannot be joined (any more) stands by itself, so that nothing is
   * lost. A danger is never joined to what waits already.
   */
  async open(
    asked: SelfRequest,
    place: Place,
    sameAs: string | null,
    language: Language,
    request: RequestKey | undefined,
    answer: (requested: SelfRequested) => unknown,
  ): Promise<SelfRequested | Refusal> {
    const categoryId = asked.categoryId ?? categoryOf(asked.text, await this.categories.all())?.id;
    if (categoryId === undefined) return { refused: 'unknown-category', field: 'categoryId' };
    const dangers = dangersIn(asked.text);
    const requestedOf = (opened: Opened, joined: boolean): SelfRequested => ({
      opened,
      token: this.links.tokenOf({ ticketId: opened.ticket.id, no: 1, version: 1 }),
      danger: dangerWords(dangers, language),
      joined,
    });
    const input: OpenTicket = {
      categoryId,
      place,
      unit: asked.unit,
      door: asked.door,
      description: asked.text,
      answers: asked.answers,
      caller: { phone: asked.phone, name: asked.name },
      personHelped: null,
      channel: 'web',
      happenedAt: null,
      urgency: dangers.length > 0 ? 'critical' : undefined,
      alone: asked.alone,
      languages: asked.languages,
      language,
    };
    if (sameAs !== null && dangers.length === 0) {
      return this.openJoining(input, sameAs, language, request, answer, requestedOf);
    }
    const opened = await this.tickets.open(input, { self: true, request }, (made) => answer(requestedOf(made, false)));
    return isRefusal(opened) ? opened : requestedOf(opened, false);
  }

  /** A ticket of their own, merged at once: its link answers for the other, and the desk can take the two apart again. */
  private async openJoining(
    input: OpenTicket,
    sameAs: string,
    language: Language,
    request: RequestKey | undefined,
    answer: (requested: SelfRequested) => unknown,
    requestedOf: (opened: Opened, joined: boolean) => SelfRequested,
  ): Promise<SelfRequested | Refusal> {
    const similar = await this.similar.near(input.place, input.categoryId, language);
    if (isRefusal(similar)) return similar;
    const opening = await this.tickets.prepare(input, { self: true });
    if (isRefusal(opening)) return opening;
    const mayJoin = similar.some(({ id }) => id === sameAs);
    return this.residents.again(() =>
      this.database.transaction(
        async (tx) => {
          const opened = await this.tickets.openIn(tx, opening, { self: true });
          const joined = mayJoin && !isRefusal(await this.merging.joinIn(tx, opened.ticket.id, sameAs));
          const requested = requestedOf(opened, joined);
          request?.answers?.(answer(requested));
          return requested;
        },
        making(request, opening.id),
      ),
    );
  }
}
