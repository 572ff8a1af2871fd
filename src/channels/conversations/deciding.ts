import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import type { Tx } from '../../platform/database/database.js';
import type { Language } from '../../platform/http/language.js';
import { newId } from '../../platform/outbox.js';
import { Secrets } from '../../platform/secrets.js';
import { Stations } from '../../stations/stations.js';
import { Callers, Merging, type AskedRow, type Opened } from '../../tickets/tickets.js';
import { MessageTexts } from '../texts/message-texts.js';
import { dangersIn, dangerWords } from '../requests/danger.policy.js';
import type { Conversation, MessageOutcome, Question, StoredMessage } from './conversation.js';
import { ConversationsStore } from './conversations.store.js';
import { Filing } from './filing.js';
import { wordsOf, type MessageWords } from './message-words.policy.js';
import { certainPlace, placeAnswered, questionFor, type CertainPlace, type Evidence } from './place.policy.js';
import { Places } from './places.js';
import { replies } from './replies.js';

/** An answer that takes longer than this is none: the desk has it. */
const ANSWER_MS = 30 * 60_000;
/** What somebody writes after this is about something else. */
const OLD_MS = 7 * 86_400_000;

/** A position came without a word. */
const WHAT: Question = { kind: 'what', candidates: [], why: null };

/** What a message has come to, before it is written. */
interface Decided {
  outcome: MessageOutcome;
  ticketId: string | null;
  reply: string;
  state: Conversation['state'];
  question: Question | null;
  /** another one than it began in, where it is about something new */
  conversation: Conversation;
}

/** A message with what is needed to decide about it. */
interface Decision {
  tx: Tx;
  message: StoredMessage;
  text: string;
  words: MessageWords;
  conversation: Conversation;
  language: Language;
  /** somebody waits for the answer: a question can be asked */
  answering: boolean;
}

/**
 * What a message comes to: an answer to our question, something about a ticket that its sender waits for, or a new request. One
 * question at most; after it the desk has the request, with all that is known. Within the transaction that locks the sender.
 */
@Injectable()
export class Deciding {
  constructor(
    private readonly store: ConversationsStore,
    private readonly filing: Filing,
    private readonly places: Places,
    private readonly callers: Callers,
    private readonly merging: Merging,
    private readonly stations: Stations,
    private readonly texts: MessageTexts,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  async decide(tx: Tx, message: StoredMessage, answering: boolean): Promise<void> {
    const found = await this.store.conversation(tx, message.conversationId);
    if (found === undefined) throw new Error('a message without its conversation');
    const at = this.clock.now();
    if (message.textEncrypted === null) {
      await this.store.decided(tx, message.id, { at, outcome: 'erased', ticketId: null, reply: null });
      return;
    }
    // nobody has signed in: what is in memory is brought up to date here
    await this.stations.look(tx);
    const text = this.secrets.decrypt(message.textEncrypted);
    const words = wordsOf(text);
    const conversation = found.state === 'over' ? await this.begin(tx, found, message, words.language) : found;
    const language = languageOf(text, words, conversation);
    const decision = { tx, message, text, words, conversation, language, answering };
    const decided = await (conversation.state === 'asked' ? this.answered(decision) : this.heard(decision));
    const danger = dangerWords(words.dangers, language);
    const reply = this.secrets.encrypt([danger, decided.reply].filter((part) => part !== null).join(''));
    const { outcome, ticketId, state, question } = decided;
    const { id } = decided.conversation;
    const lookAt = state === 'asked' ? new Date(at.getTime() + ANSWER_MS) : null;
    const held = state === 'filed' || state === 'asked' ? ticketId : null;
    await this.store.change(tx, id, { state, language, question, ticketId: held, lookAt, at });
    await this.store.decided(tx, message.id, { at, outcome, ticketId, reply });
  }

  /** The question was not answered in time. */
  async giveUp(tx: Tx, conversation: Conversation): Promise<void> {
    await this.stations.look(tx);
    const { id, language, question, ticketId } = conversation;
    const ticket =
      ticketId ?? (await this.filing.triage(tx, conversation, await this.textsOf(tx, id), false)).ticket.id;
    const at = this.clock.now();
    await this.store.change(tx, id, { state: 'filed', language, question, ticketId: ticket, lookAt: null, at });
  }

  private async answered(decision: Decision): Promise<Decided> {
    const { tx, text, words, conversation, language } = decision;
    const { question, ticketId } = conversation;
    const place =
      question === null
        ? null
        : placeAnswered(question, words, {
            reply: await this.places.evidence(tx, conversation, text, words.codes),
            among: this.places.among(text, question),
            whole: await this.whole(tx, conversation),
          });
    // danger has opened it before its place was certain
    const asked = ticketId === null ? [] : await this.callers.askedBy(tx, conversation.residentId);
    const about = asked.find(({ id }) => id === ticketId);
    if (about === undefined) return this.file(decision, place, question);
    const told = await this.filing.tell(tx, about, text, place, false, language);
    return { ...told, ticketId, state: 'filed', question, conversation };
  }

  private async heard(decision: Decision): Promise<Decided> {
    const { tx, message, text, words, conversation, language } = decision;
    const asked = await this.callers.askedBy(tx, conversation.residentId);
    const own = await this.ticketOf(tx, conversation, asked);
    const named = asked.find(({ reference }) => words.numbers.includes(reference));
    const about = named ?? own ?? (words.urges || words.thanks ? asked[0] : undefined);
    const evidence = await this.places.evidence(tx, conversation, text, words.codes);
    const place = certainPlace(evidence);
    if (about !== undefined && !words.fresh && isAbout(about, place, words, named !== undefined)) {
      const told = words.thanks
        ? await this.filing.thank(tx, about, text, language)
        : await this.filing.tell(tx, about, text, place, words.urges, language);
      return { ...told, ticketId: about.id, state: 'filed', question: conversation.question, conversation };
    }
    if (words.thanks) {
      // of what is over, or of nothing: it asks for nothing
      const { ticketId, state, question } = conversation;
      const over = ticketId === null ? undefined : await this.merging.answeredAt(tx, ticketId, 1);
      if (over !== undefined) await this.filing.thank(tx, { id: over.ticketId, no: over.no }, text, language);
      return {
        outcome: 'thanked',
        ticketId,
        reply: (await this.texts.current(tx))('welcome', language),
        state,
        question,
        conversation,
      };
    }
    const live = conversation.state === 'filed' ? await this.begin(tx, conversation, message, language) : conversation;
    const fresh = { ...decision, conversation: live };
    // in danger nobody looks for an address: it is where the other request is, unless something else is said
    const there = words.dangers.length > 0 && about !== undefined ? placeOf(about) : null;
    // where somebody is tells nothing by itself
    const certain = text === '' ? null : (place ?? there);
    const question: Question = text === '' ? WHAT : questionFor(evidence);
    if (!decision.answering) return this.file(fresh, certain ?? place, question);
    if (certain !== null) return this.file(fresh, certain, question);
    const asking = { outcome: 'asked', state: 'asked', question, conversation: live } as const;
    const say = await this.texts.current(tx);
    const reply = replies.question(say, question, await this.places.names(tx, question.candidates), language);
    if (words.dangers.length === 0) return { ...asking, ticketId: null, reply };
    const { ticket } = await this.filing.triage(tx, { ...live, question }, [text], true);
    return {
      ...asking,
      ticketId: ticket.id,
      reply: `${say('triage', language, { reference: ticket.reference })}${reply}`,
    };
  }

  /** A ticket of all that was written: at its place where that is certain, else for the desk. */
  private async file(decision: Decision, place: CertainPlace | null, question: Question | null): Promise<Decided> {
    const { tx, conversation, words, language } = decision;
    const opened = await this.opened(tx, { ...conversation, language, question }, place, words.moved);
    const { ticket } = opened;
    return {
      outcome: ticket.state === 'triage' ? 'triage' : 'opened',
      ticketId: ticket.id,
      reply: replies.opened(await this.texts.current(tx), this.filing.told(opened), language),
      state: 'filed',
      question: place === null ? question : null,
      conversation,
    };
  }

  private async opened(
    tx: Tx,
    conversation: Conversation,
    place: CertainPlace | null,
    moved: boolean,
  ): Promise<Opened> {
    const texts = await this.textsOf(tx, conversation.id);
    const danger = texts.some((each) => dangersIn(each).length > 0);
    const there = place === null ? null : await this.filing.open(tx, conversation, place, texts, { danger, moved });
    return there ?? this.filing.triage(tx, conversation, texts, danger);
  }

  private async whole(tx: Tx, conversation: Conversation): Promise<Evidence> {
    return this.places.evidence(tx, conversation, (await this.textsOf(tx, conversation.id)).join('，'), []);
  }

  /** What it is about, where somebody still waits for that and has said something lately. */
  private async ticketOf(
    tx: Tx,
    { state, ticketId, lastAt }: Conversation,
    asked: AskedRow[],
  ): Promise<AskedRow | undefined> {
    if (state !== 'filed' || ticketId === null) return undefined;
    if (this.clock.now().getTime() - lastAt.getTime() > OLD_MS) return undefined;
    const here = await this.merging.answeredAt(tx, ticketId, 1);
    return asked.find(({ id }) => id === here.ticketId);
  }

  /** Another conversation takes over from here, with this message. */
  private async begin(tx: Tx, before: Conversation, message: StoredMessage, language: Language): Promise<Conversation> {
    const { gateway, residentId } = before;
    const at = this.clock.now();
    if (before.state !== 'over') await this.store.end(tx, before.id);
    const id = await this.store.live(tx, { id: newId(), gateway, residentId, language, at });
    await this.store.moveMessage(tx, message.id, id);
    const live = await this.store.conversation(tx, id);
    if (live === undefined) throw new Error('a conversation that was just begun is not there');
    return live;
  }

  private async textsOf(tx: Tx, conversationId: string): Promise<string[]> {
    const texts = (await this.store.texts(tx, conversationId)).map((each) => this.secrets.decrypt(each));
    return texts.filter((text) => text !== '');
  }
}

/** Another place, or a danger that it knows nothing of, is another request. */
function isAbout(ticket: AskedRow, place: CertainPlace | null, words: MessageWords, named: boolean): boolean {
  if (words.dangers.length > 0 && ticket.urgency !== 'critical') return false;
  if (named || place === null || ticket.state === 'triage') return true;
  const { buildingId } = place.place;
  return buildingId === undefined || buildingId === ticket.buildingId;
}

function placeOf({ buildingId, unit }: AskedRow): CertainPlace | null {
  return buildingId === null ? null : { place: { buildingId }, unit };
}

/** That of the first message; Chinese as soon as something is written in it. */
function languageOf(text: string, words: MessageWords, { state, language }: Conversation): Language {
  if (/\p{Script=Han}/u.test(text)) return 'zh';
  return state === 'listening' ? words.language : language;
}
