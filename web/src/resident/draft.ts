import { kept } from '../kept';
import type { Answers, Asked } from '../parts/questions';
import type { Photo } from '../parts/photos';

/** Where help is needed, as it was chosen; `label` is what the resident reads. */
export type ChosenPlace = { label: string; detail: string; units: string[] } & (
  | { way: 'plate'; code: string; buildingId: string }
  | { way: 'building'; buildingId: string }
  | { way: 'point'; point: { lng: number; lat: number } }
  | { way: 'grid'; gridCode: string }
);

export interface Draft {
  place: ChosenPlace | null;
  unit: string;
  door: string;
  text: string;
  /** empty: by the words */
  categoryId: string;
  answers: Answers;
  /** of the category that was chosen; null where none was: nobody was asked */
  asked: Asked | null;
  sameAs: string;
  phone: string;
  name: string;
  alone: boolean;
  photos: Photo[];
  /** of the POST: one for what is sent, so that a second try opens no second ticket */
  key: string;
  keyOf: string;
}

const EMPTY: Draft = {
  place: null,
  unit: '',
  door: '',
  text: '',
  categoryId: '',
  answers: {},
  asked: null,
  sameAs: '',
  phone: '',
  name: '',
  alone: false,
  photos: [],
  key: '',
  keyOf: '',
};

/** What is typed survives a reload, and ends with the tab. */
export const draft = kept<Draft>('bangban.draft', 'session', EMPTY);

export function clearDraft(): void {
  Object.assign(draft, EMPTY, { photos: [] });
}

/** Of the request that was just sent, by the page that follows it. */
export interface Sent {
  token: string;
  danger: string | null;
  joined: boolean;
  /** that could not be sent yet */
  photos: Photo[];
}

export const sent = kept<Sent>('bangban.sent', 'session', { token: '', danger: null, joined: false, photos: [] });
