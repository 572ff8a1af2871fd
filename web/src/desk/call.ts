import type { Schemas } from '../api/client';
import type { Answers } from '../parts/questions';
import { keptOwn } from '../staff/session';

export type Call = Schemas['CallView'];
export type Urgency = Schemas['TicketView']['urgency'];
export const URGENCIES: readonly Urgency[] = ['normal', 'urgent', 'critical'];

/** Where help is needed. `area`: nobody knows more yet, so that it goes to triage. */
export type CallPlace =
  | { way: 'building'; buildingId: string; name: string; address: string; unit: string | null }
  | { way: 'area'; code: string };

/** What is read out when the call ends. */
export interface CallEnd {
  kind: 'opened' | 'merged' | 'urged';
  id: string;
  reference: string;
  /** of the ticket that answers, where it was merged */
  into: string | null;
  station: string | null;
  stationPhone: string | null;
  head: string | null;
  arriveDue: string | null;
  resolveDue: string | null;
  stateWords: string;
  urged: number;
}

/** One call. What is null or empty follows from the words; what is not was chosen by hand. */
export interface CallDraft {
  phone: string;
  /** the number that `call` is about; null: not looked up yet; empty: withheld */
  lookedUp: string | null;
  call: Call | null;
  text: string;
  place: CallPlace | null;
  unit: string | null;
  door: string | null;
  categoryId: string;
  answers: Answers;
  urgency: Urgency | '';
  mergeInto: string;
  name: string;
  alone: boolean;
  /** BCP 47; empty: as it is known of the number */
  language: string;
  moved: boolean;
  helpedName: string;
  helpedPhone: string;
  channel: 'phone' | 'counter';
  /** of the POST: one for what is sent, so that a second try opens no second ticket */
  key: string;
  keyOf: string;
  end: CallEnd | null;
}

const empty = (): CallDraft => ({
  phone: '',
  lookedUp: null,
  call: null,
  text: '',
  place: null,
  unit: null,
  door: null,
  categoryId: '',
  answers: {},
  urgency: '',
  mergeInto: '',
  name: '',
  alone: false,
  language: '',
  moved: false,
  helpedName: '',
  helpedPhone: '',
  channel: 'phone',
  key: '',
  keyOf: '',
  end: null,
});

export const draft = keptOwn<CallDraft>('desk.call', empty);

/** The call before this one as it was left unfinished: to go back to, until the next one is dropped. */
export const dropped = keptOwn<{ draft: CallDraft | null }>('desk.dropped', () => ({ draft: null }));

/** Room for the next call. What was typed and not sent can be brought back. */
export function nextCall(): void {
  if (draft.end === null && (draft.text.trim() !== '' || draft.phone.trim() !== '')) dropped.draft = { ...draft };
  Object.assign(draft, empty());
}

export function bringBack(): void {
  if (dropped.draft === null) return;
  Object.assign(draft, dropped.draft);
  dropped.draft = null;
}

export function placeInputOf(place: CallPlace): Schemas['PlaceInput'] {
  return place.way === 'building' ? { buildingId: place.buildingId } : { areaCode: place.code };
}

/** `4` → `4单元`, as buildings have it. */
export function unitOf(said: string | null): string | null {
  return said !== null && /^[\dA-Za-z甲乙丙丁东西南北中]{1,3}$/.test(said) ? `${said}单元` : said;
}
