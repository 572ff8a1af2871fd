import type { Schemas } from '../api/client';
import type { Answers } from '../parts/questions';
import { keptOwn } from '../staff/session';

export const OUTCOMES = ['done', 'referred', 'explained', 'not_possible'] as const;

/** Times as typed, in the installation's zone. */
interface Draft {
  kind: 'phone' | 'counter' | 'slip';
  phone: string;
  name: string;
  description: string;
  categoryId: string;
  answers: Answers;
  place: string;
  buildingId: string;
  unit: string;
  door: string;
  alone: boolean;
  openedAt: string;
  resolvedAt: string;
  helperIds: string[];
  outcome: Schemas['SlipInput']['outcome'];
  note: string;
  slipNumber: string;
  signed: boolean;
}

export const emptyDraft = (): Draft => ({
  kind: 'phone',
  phone: '',
  name: '',
  description: '',
  categoryId: '',
  answers: {},
  place: '',
  buildingId: '',
  unit: '',
  door: '',
  alone: false,
  openedAt: '',
  resolvedAt: '',
  helperIds: [],
  outcome: 'done',
  note: '',
  slipNumber: '',
  signed: false,
});

export const slipOrCall = keptOwn<Draft>('station.draft', emptyDraft);
