import type { FastifyRequest } from 'fastify';

export const SESSION_COOKIE = 'session';

export interface SentToken {
  token: string;
  /** by cookie: then the browser sent it, whoever's page asked for it */
  byCookie: boolean;
}

/** The token that a request carries; the header goes before the cookie. Never read from the address. */
export function sentToken(request: FastifyRequest): SentToken | undefined {
  const bearer = /^Bearer +([\w-]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return { token: bearer, byCookie: false };
  const cookie = request.cookies[SESSION_COOKIE];
  return cookie === undefined || cookie === '' ? undefined : { token: cookie, byCookie: true };
}
