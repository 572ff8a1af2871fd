import type { Language } from './language.js';
import type { Refusal } from './refusal.js';

export interface ProblemText {
  status: number;
  zh: string;
  en: string;
}

const catalogue = new Map<string, ProblemText>();

/**
 * A feature's stable codes with status and words. `{name}` is filled from the refusal's args. A code stands once in the
 * whole house: a second definition is a mistake found at load.
 */
export function defineProblems<Code extends string>(problems: Record<Code, ProblemText>): Record<Code, ProblemText> {
  for (const [code, text] of Object.entries<ProblemText>(problems)) {
    if (catalogue.has(code)) throw new Error(`problem code '${code}' is defined twice`);
    catalogue.set(code, text);
  }
  return problems;
}

export interface FieldError {
  field: string;
  code: string;
  message: string;
}

/** RFC 9457, with `code`, `requestId` and, where a field is at fault, `errors`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  requestId: string;
  errors?: FieldError[];
  [member: string]: unknown;
}

/** Words of a code in the reader's language. An unknown code is a mistake of ours. */
export function wordsOf(code: string, args: Record<string, string | number>, language: Language): string {
  const text = catalogue.get(code);
  if (text === undefined) throw new Error(`problem code '${code}' is not in any catalogue`);
  return text[language].replace(/\{(\w+)\}/g, (whole, name: string) => String(args[name] ?? whole));
}

export function problemOf(refusal: Refusal, language: Language, requestId: string): Problem {
  const code = refusal.refused;
  const words = wordsOf(code, refusal.args ?? {}, language);
  return {
    type: `/problems/${code}`,
    title: words,
    status: catalogue.get(code)?.status ?? 500,
    code,
    detail: words,
    requestId,
    ...(refusal.field === undefined ? {} : { errors: [{ field: refusal.field, code, message: words }] }),
    ...refusal.more,
  };
}

/** Every code, for the API's documentation. */
export function allProblems(): [string, ProblemText][] {
  return [...catalogue].sort(([a], [b]) => (a < b ? -1 : 1));
}
