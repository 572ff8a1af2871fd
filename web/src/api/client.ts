import createClient from 'openapi-fetch';
import { i18n } from '../i18n';
import { settings } from '../settings';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

export const api = createClient<paths>({ baseUrl: '/' });
api.use({
  onRequest({ request }) {
    request.headers.set('accept-language', settings.locale);
    return request;
  },
});

/** What went wrong, in the reader's language. `status` 0: no answer came. */
export interface Problem {
  status: number;
  code: string;
  words: string;
  requestId: string | null;
  /** words by field, from the root with dots */
  fields: Record<string, string>;
}

export type Answer<Data> = { data: Data; problem?: undefined } | { data?: undefined; problem: Problem };

/** An answer, or what to tell the reader; nothing is thrown. */
export async function ask<Data>(
  asking: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Answer<Data>> {
  try {
    const { data, error, response } = await asking;
    return response.ok ? { data: data as Data } : { problem: problemOf(error, response.status) };
  } catch {
    return {
      problem: { status: 0, code: 'network', words: i18n.global.t('problem.network'), requestId: null, fields: {} },
    };
  }
}

function problemOf(error: unknown, status: number): Problem {
  // a proxy in between may answer with a page of its own
  const { code, detail, requestId, errors } = (typeof error === 'object' && error !== null ? error : {}) as Partial<
    Schemas['Problem']
  >;
  return {
    status,
    code: code ?? 'unknown',
    words: status < 500 && detail !== undefined ? detail : i18n.global.t('problem.unknown'),
    requestId: requestId ?? null,
    fields: Object.fromEntries((errors ?? []).map(({ field, message }) => [field, message])),
  };
}
