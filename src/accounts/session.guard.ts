import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../platform/config.js';
import { PUBLIC } from '../platform/http/public.js';
import { RefusedError } from '../platform/http/refusal.js';
import { REMEMBERED } from './access.js';
import { Accounts } from './accounts.js';
import { sentToken } from './sent-token.js';

export { SESSION_COOKIE } from './sent-token.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A page of this system asks: its Origin is the host that was asked, or PUBLIC_URL. */
export function fromOwnPage(origin: string | undefined, host: string, publicUrl: string | undefined): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  const from = new URL(origin);
  if (publicUrl !== undefined && from.origin === new URL(publicUrl).origin) return true;
  return /^https?:$/.test(from.protocol) && from.host === host.toLowerCase();
}

/** Every endpoint needs a session, but those marked @Public(); there a good one is still read. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly accounts: Accounts,
    private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const isPublic = this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()]);
    const sent = sentToken(request);
    const { origin } = request.headers;
    // also without a session: a page of another site could sign its visitor in, or use up somebody's guesses
    if (origin !== undefined && !this.originIsOurs(request)) throw new RefusedError({ refused: 'origin-not-allowed' });
    const forged = sent?.byCookie === true && !this.originIsOurs(request);
    const remembered = this.reflector.get<boolean>(REMEMBERED, context.getHandler()) === true;
    const actor = sent === undefined || forged ? undefined : await this.accounts.actorOf(sent.token, remembered);
    if (actor !== undefined) {
      request.actor = actor;
      request.actorKey = actor.accountId;
      return true;
    }
    if (isPublic === true) return true;
    if (forged) throw new RefusedError({ refused: 'origin-not-allowed' });
    // RFC 9110: a 401 names what would be accepted
    void context.switchToHttp().getResponse<FastifyReply>().header('www-authenticate', 'Bearer');
    throw new RefusedError({ refused: 'not-signed-in' });
  }

  /** SameSite=Strict keeps other sites out; this also keeps out pages of other hosts of the same site. */
  private originIsOurs(request: FastifyRequest): boolean {
    return SAFE_METHODS.has(request.method) || fromOwnPage(request.headers.origin, request.host, this.config.publicUrl);
  }
}
