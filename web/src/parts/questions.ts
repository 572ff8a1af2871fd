import type { Schemas } from '../api/client';

export type Question = Schemas['QuestionInput'];

/** Whose questions they are: of a category, as the desk and as the residents' pages read it. */
export interface Asked {
  id: string;
  questions?: readonly Question[];
}

/**
 * What was answered so far, by category and question: whoever goes back to the category they chose before finds it again. Null: not
 * known; of a choice its id, of a number as it was typed.
 */
export type Answers = Record<string, string | null>;

export const keyOf = (category: Asked, question: Question): string => `${category.id}.${question.id}`;

export type Fault = 'needed' | 'number' | 'range' | 'least' | 'most';

/** Also with the wide digits of an input method. */
const numberOf = (typed: string): number => Number(typed.normalize('NFKC').trim());

/** What keeps an answer from being sent. */
export function faultOf(question: Question, answer: Answers[string] | undefined): Fault | null {
  const { kind, required, choices, min, max } = question;
  // a choice that is offered no more is none
  const isNone = kind === 'choice' && answer !== null && choices?.some(({ id }) => id === answer) !== true;
  if (answer === undefined || isNone) return required ? 'needed' : null;
  if (kind !== 'number' || answer === null) return null;
  const number = numberOf(answer);
  if (!Number.isFinite(number)) return 'number';
  const tooSmall = min !== undefined && number < min;
  const tooLarge = max !== undefined && number > max;
  if (!tooSmall && !tooLarge) return null;
  if (min !== undefined && max !== undefined) return 'range';
  return tooSmall ? 'least' : 'most';
}

/** What is sent: only of what the category asks. */
export function answersGiven(category: Asked, answers: Answers): Schemas['AnswerInput'][] {
  return (category.questions ?? []).flatMap((question) => {
    const answer = answers[keyOf(category, question)];
    if (answer === undefined || faultOf({ ...question, required: true }, answer) !== null) return [];
    const said = answer === null || question.kind === 'choice' ? answer : answer.trim();
    return [{ question: question.id, answer: question.kind === 'number' && said !== null ? numberOf(said) : said }];
  });
}
