import type { Secrets } from '../../platform/secrets.js';
import type { Answered } from './question.js';

/** As they are kept beside the request's words; null where there are none. */
export function encryptAnswers(secrets: Secrets, answers: Answered[]): Buffer | null {
  return answers.length === 0 ? null : secrets.encrypt(JSON.stringify(answers));
}

/** SQL: those of the text `x`, for a selection that is JSON. */
export const ANSWERS_OF_TEXT = `encode(x.answers_encrypted, 'base64')`;

/** What `ANSWERS_OF_TEXT` selected; none where there were none, or where they are erased. */
export function decryptAnswers(secrets: Secrets, base64: string | null): Answered[] {
  return base64 === null ? [] : (JSON.parse(secrets.decrypt(Buffer.from(base64, 'base64'))) as Answered[]);
}
