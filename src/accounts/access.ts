import {
  applyDecorators,
  Injectable,
  SetMetadata,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { Statement } from '../platform/database/statement.js';
import { errorCode } from '../platform/error-code.js';
import { isRefusal, RefusedError } from '../platform/http/refusal.js';
import { Accounts } from './accounts.js';
import type { Access } from './actor.js';
import { sentToken } from './sent-token.js';

/** SQLSTATE of check_access(): what an account may do has changed since it was remembered. */
const STALE = 'BB001';
class StaleAccess extends Error {
  readonly code = STALE;
}

/** For a statement that reads for an actor: how often what accounts may do has changed. */
export const ACCESS_SELECT = '(SELECT revision::text FROM access_revision)';

/** The actor is still what was remembered: by the revision that a statement has read. Throws where not. */
export function confirmAccess(access: Access, revision: string): void {
  if (revision !== access.revision) throw new StaleAccess('what this account may do has changed');
  access.checked = true;
}

/** The same within a statement that writes (Writing.check): it fails as a whole. */
export function checkAccess(access: Access): (statement: Statement) => string {
  return (statement) => `check_access(${statement.value(access.revision)}::bigint)`;
}

export const REMEMBERED = 'bangban:remembered-actor';

/**
 * For hot endpoints: the actor of the request before, from memory, saves them a statement. Whether that is still true is
 * checked in the first statement that the endpoint makes anyway: where it is not, nothing was written, and the request
 * begins anew with what the account may do now.
 */
export const RememberedActor = () => applyDecorators(SetMetadata(REMEMBERED, true), UseInterceptors(AccessInterceptor));

@Injectable()
export class AccessInterceptor implements NestInterceptor {
  constructor(private readonly accounts: Accounts) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const access = request.actor?.access;
    return access === undefined ? next.handle() : from(this.run(request, access, next));
  }

  private async run(request: FastifyRequest, access: Access, next: CallHandler): Promise<unknown> {
    const handle = () => lastValueFrom(next.handle(), { defaultValue: undefined });
    let refused: RefusedError | undefined;
    let answer: unknown;
    let stale = false;
    try {
      answer = await handle();
    } catch (thrown) {
      if (thrown instanceof RefusedError) refused = thrown;
      else if (errorCode(thrown) === STALE) stale = true;
      else throw thrown;
    }
    if (!stale && (access.checked || (await this.accounts.accessRevision()) === access.revision)) {
      if (refused !== undefined) throw refused;
      return answer;
    }
    if (!stale && request.method === 'POST' && refused === undefined && !isRefusal(answer)) {
      throw new Error(`${request.routeOptions.url ?? ''} wrote for an actor from memory without checking them`);
    }
    const token = sentToken(request)?.token;
    const actor = token === undefined ? undefined : await this.accounts.actorOf(token);
    if (actor === undefined) throw new RefusedError({ refused: 'not-signed-in' });
    request.actor = actor;
    return handle();
  }
}
