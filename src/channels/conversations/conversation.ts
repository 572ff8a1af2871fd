import type { Language } from '../../platform/http/language.js';
import type { Place, ResolutionCode } from '../../routing/routing.js';

/**
 * `listening`: nothing came of it yet; `asked`: one question is out; `filed`: a ticket stands for it, and what comes is about that;
 * `over`. A ticket that danger has opened before its place was certain stands beside the question.
 */
export type ConversationState = 'listening' | 'asked' | 'filed' | 'over';

/** A building that may be meant. */
export interface Candidate {
  buildingId: string;
  unit: string | null;
  /** 0 to 1; of a place that is known by the number alone 0 */
  confidence: number;
}

/** The one question: ids, codes and numbers only. */
export interface Question {
  /** `still-there`: the known place; `is-it`: one may be meant; `which`: several; `where`: none that we know of; `what` is the matter */
  kind: 'still-there' | 'is-it' | 'which' | 'where' | 'what';
  candidates: Candidate[];
  /** why it is not certain; null where nothing in the words names a place that could be looked up */
  why: ResolutionCode | null;
}

export interface Conversation {
  id: string;
  gateway: string;
  residentId: string;
  state: ConversationState;
  language: Language;
  question: Question | null;
  ticketId: string | null;
  lastAt: Date;
}

/** What came of a message. */
export type MessageOutcome =
  'asked' | 'opened' | 'triage' | 'placed' | 'commented' | 'urged' | 'urged-already' | 'thanked' | 'erased';

/** Where the telephone was, in whichever system. */
export type Position = NonNullable<Place['point']>;

/** As a gateway hands it in. */
export interface IncomingMessage {
  gateway: string;
  externalId: string;
  /** E.164 */
  phone: string;
  text: string;
  position: Position | null;
}

export interface StoredMessage {
  id: string;
  conversationId: string;
  residentId: string;
  textEncrypted: Buffer | null;
  position: Position | null;
  receivedAt: Date;
  decidedAt: Date | null;
  outcome: MessageOutcome | null;
  ticketId: string | null;
  replyEncrypted: Buffer | null;
  tries: number;
}
