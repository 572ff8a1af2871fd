/** What a category asks beside the words (docs/domain.md, Questions of a category). */

export const QUESTION_KINDS = ['text', 'choice', 'number'] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

/** Chinese, and English where somebody has written it. */
export interface Words {
  zh: string;
  en?: string;
}

/** `id`: stays the same whatever the words become; of a category's questions each has its own, and of a question's choices. */
export interface Choice extends Words {
  id: string;
}

export interface Question extends Words {
  id: string;
  kind: QuestionKind;
  required: boolean;
  /** of a choice */
  choices?: Choice[];
  /** of a number, as are `max` and the unit of measure */
  min?: number;
  max?: number;
  unit?: string;
  unitEn?: string;
}

/** Of a choice the id; null: whoever was asked does not know. */
export interface GivenAnswer {
  question: string;
  answer: string | number | null;
}

/** A question and its answer in the words of that day: kept with the ticket, whatever becomes of the category. */
export interface Answered {
  id: string;
  kind: QuestionKind;
  question: Words;
  /** a number with its `unit`; of a choice its words */
  answer: Words | string | number | null;
  unit?: Words;
}
