import type { Language } from '../../platform/http/language.js';
import type { Refusal } from '../../platform/http/refusal.js';
import type { Answered, GivenAnswer, Question, Words } from './question.js';

export const QUESTIONS = 8;
export const CHOICES = { min: 2, max: 12 };
/** characters of an answer in words */
export const ANSWER_MAX = 200;

type QuestionsFault = Refusal<'questions-twice' | 'questions-malformed'>;
export type AnswersFault = Refusal<'answers-unknown' | 'answers-twice' | 'answers-malformed' | 'answers-missing'>;

/** What is wrong with a category's questions beyond the fields of each. */
export function questionsFault(questions: readonly Question[]): QuestionsFault | undefined {
  const twice = firstTwice(questions);
  if (twice !== -1) return { refused: 'questions-twice', field: `questions.${twice}.id` };
  for (const [at, question] of questions.entries()) {
    const fault = questionFault(question, `questions.${at}`);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function questionFault({ kind, choices, min, max, unit, unitEn }: Question, at: string): QuestionsFault | undefined {
  if ((kind === 'choice') !== (choices !== undefined)) {
    return { refused: 'questions-malformed', field: `${at}.choices` };
  }
  const twice = firstTwice(choices ?? []);
  if (twice !== -1) return { refused: 'questions-twice', field: `${at}.choices.${twice}.id` };
  const ofNumbers = Object.entries({ min, max, unit, unitEn }).find(([, value]) => value !== undefined);
  if (kind !== 'number' && ofNumbers !== undefined) {
    return { refused: 'questions-malformed', field: `${at}.${ofNumbers[0]}` };
  }
  if (min !== undefined && max !== undefined && min > max) {
    return { refused: 'questions-malformed', field: `${at}.max` };
  }
  return undefined;
}

/** Of the first whose id another before it has; -1 where each has its own. */
function firstTwice(each: readonly { id: string }[]): number {
  return each.findIndex(({ id }, at) => each.findIndex((one) => one.id === id) < at);
}

/**
 * The answers beside their questions, as they are kept, in the order of the questions. `given` undefined: nobody could be asked, so
 * nothing is demanded. A required one may be null (not known): nothing stands between somebody in need and their ticket.
 */
export function answersOf(
  questions: readonly Question[],
  given: readonly GivenAnswer[] | undefined,
): Answered[] | AnswersFault {
  if (given === undefined) return [];
  const byQuestion = new Map<string, GivenAnswer['answer']>();
  for (const { question, answer } of given) {
    const field = `answers.${question}`;
    if (byQuestion.has(question)) return { refused: 'answers-twice', field };
    if (!questions.some(({ id }) => id === question)) return { refused: 'answers-unknown', field };
    byQuestion.set(question, answer);
  }
  const answered: Answered[] = [];
  for (const question of questions) {
    const { id, kind, required, unit, unitEn } = question;
    const answer = byQuestion.get(id);
    const field = `answers.${id}`;
    if (answer === undefined && required) return { refused: 'answers-missing', field, args: { question: question.zh } };
    if (answer === undefined) continue;
    const kept = answer === null ? null : keptOf(question, answer);
    if (kept === undefined) return { refused: 'answers-malformed', field };
    const measure = kind === 'number' && unit !== undefined ? { unit: wordsOf({ zh: unit, en: unitEn }) } : {};
    answered.push({ id, kind, question: wordsOf(question), answer: kept, ...measure });
  }
  return answered;
}

/** undefined: no answer to this question. */
function keptOf({ kind, choices, min, max }: Question, answer: string | number): Answered['answer'] | undefined {
  switch (kind) {
    case 'text':
      return typeof answer === 'string' ? answer : undefined;
    case 'choice': {
      const chosen = choices?.find(({ id }) => id === answer);
      return chosen === undefined ? undefined : wordsOf(chosen);
    }
    case 'number': {
      const fits = typeof answer === 'number' && answer >= (min ?? -Infinity) && answer <= (max ?? Infinity);
      return fits ? answer : undefined;
    }
  }
}

function wordsOf({ zh, en }: Words): Words {
  return en === undefined ? { zh } : { zh, en };
}

const inLanguage = ({ zh, en }: Words, language: Language): string => (language === 'zh' ? zh : (en ?? zh));

/** For a reader; `answer` null: not known. */
export function answerWords(
  { question, answer, unit }: Answered,
  language: Language,
): { question: string; answer: string | null } {
  const said =
    typeof answer === 'object' && answer !== null
      ? inLanguage(answer, language)
      : typeof answer === 'number' && unit !== undefined
        ? `${answer} ${inLanguage(unit, language)}`
        : answer;
  return { question: inLanguage(question, language), answer: said === null ? null : String(said) };
}
