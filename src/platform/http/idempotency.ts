import {
  applyDecorators,
  createParamDecorator,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Database, TwinRequest, type RequestKey } from '../database/database.js';
import { prepare } from '../database/statement.js';
import { Secrets } from '../secrets.js';
import { isRefusal, RefusedError } from './refusal.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** who asks, as the guards found it; unset: anonymous */
    actorKey?: string;
    idempotency?: RequestKey;
  }
}

interface Answer {
  status: number;
  body: unknown;
}

interface Kept {
  body_hash: Buffer;
  answer: Buffer | null;
  subject: string | null;
}

/** A concurrent twin stores its answer a moment after its transaction: this long the second one waits for it. */
const ANSWER_WAIT_MS = 3_000;

const NOT_KEPT = 'bangban:answer-not-kept';
/** For docs.ts. */
export const NOT_KEPT_EXTENSION = 'x-answer-not-kept';

/** A POST whose answer is a secret, and kept nowhere: it takes no Idempotency-Key, and one that is sent changes nothing. */
export const AnswerNotKept = () => applyDecorators(SetMetadata(NOT_KEPT, true), ApiExtension(NOT_KEPT_EXTENSION, true));

/**
 * Idempotency-Key on every POST: (actor, route, key) with the same body gets the same answer for 24 hours, with another
 * body 422. The claim is written inside the transaction of the effect (Database.transaction with the request's key), so
 * an effect and its claim stand or fall together; refusals are not kept, since nothing was done. The answer may hold
 * personal data: it is encrypted.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  /**
   * Routes that were seen to claim the key in the transaction of their effect: there a key that comes again is found by
   * the claim, or by the refusal of what is done already, and need not be looked up first.
   */
  private readonly claiming = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || key === undefined || this.reflector.get(NOT_KEPT, context.getHandler()) === true)
      return next.handle();
    return from(this.once(request, context.switchToHttp().getResponse<FastifyReply>(), String(key), next));
  }

  private async once(request: FastifyRequest, reply: FastifyReply, key: string, next: CallHandler): Promise<unknown> {
    if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw new RefusedError({ refused: 'idempotency-key-malformed' });
    const claim: RequestKey = {
      actor: request.actorKey ?? 'anonymous',
      route: request.routeOptions.url ?? '',
      key,
      bodyHash: this.hashOf(request),
      answers: (body) => {
        kept = JSON.stringify({ status: reply.statusCode, body } satisfies Answer);
        claim.answer = this.secrets.encrypt(kept);
      },
    };
    let kept: string | undefined;
    const claims = this.claiming.has(claim.route);
    const before = claims ? undefined : await this.kept(claim);
    if (before !== undefined) return this.replay(before, claim, reply);

    request.idempotency = claim;
    let answer: unknown;
    try {
      answer = await lastValueFrom(next.handle(), { defaultValue: null });
    } catch (thrown) {
      // the twin was first: its transaction holds the claim that ours ran into, or did what ours was refused
      const refused = thrown instanceof TwinRequest || thrown instanceof RefusedError;
      const twin = refused ? await this.kept(claim) : undefined;
      if (twin === undefined) throw thrown;
      return this.replay(twin, claim, reply);
    }
    if (isRefusal(answer)) {
      const twin = await this.kept(claim);
      return twin === undefined ? answer : this.replay(twin, claim, reply);
    }
    const given: Answer = { status: reply.statusCode, body: answer };
    if (kept === undefined || kept !== JSON.stringify(given)) await this.keep(claim, given);
    if (claim.claimed === true) this.claiming.add(claim.route);
    return answer;
  }

  private async kept(claim: RequestKey): Promise<Kept | undefined> {
    return this.database.one<Kept>(
      prepare(`SELECT body_hash, answer, subject FROM idempotency_keys
        WHERE actor = $1 AND route = $2 AND key = $3 AND created_at > now() - interval '24 hours'`),
      [claim.actor, claim.route, claim.key],
    );
  }

  private async replay(found: Kept, claim: RequestKey, reply: FastifyReply): Promise<unknown> {
    if (!found.body_hash.equals(claim.bodyHash)) throw new RefusedError({ refused: 'idempotency-key-reused' });
    let kept: Kept | undefined = found;
    for (const end = Date.now() + ANSWER_WAIT_MS; kept?.answer === null && Date.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      kept = await this.kept(claim);
    }
    if (kept?.answer === null || kept === undefined) {
      throw new RefusedError({ refused: 'already-done', more: { subject: found.subject } });
    }
    const { status, body } = JSON.parse(this.secrets.decrypt(kept.answer)) as Answer;
    void reply.status(status).header('idempotency-replayed', 'true');
    return body;
  }

  /** Keyed: a plain hash of a password or a phone number could be guessed. */
  private hashOf(request: FastifyRequest): Buffer {
    const body = Buffer.isBuffer(request.body) ? request.body.toString('base64') : (JSON.stringify(request.body) ?? '');
    return this.secrets.hash('request body', `${request.url}\n${body}`);
  }

  /**
   * A handler without a transaction of its own has no claim yet: then claim and answer are written together. Another
   * request may have had the key meanwhile: its answer stays.
   */
  private async keep(claim: RequestKey, given: Answer): Promise<void> {
    const answer = this.secrets.encrypt(JSON.stringify(given));
    const kept = await this.database.run(
      `INSERT INTO idempotency_keys AS k (actor, route, key, body_hash, answer) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (actor, route, key) DO UPDATE
         SET answer = excluded.answer, body_hash = excluded.body_hash, created_at = now()
         WHERE k.body_hash = excluded.body_hash OR k.created_at <= now() - interval '24 hours'`,
      [claim.actor, claim.route, claim.key, claim.bodyHash, answer],
    );
    if (kept === 0) throw new RefusedError({ refused: 'idempotency-key-reused' });
  }
}

/** The request's key, to be handed to Database.transaction by endpoints that need no sign-in. */
export const IdempotencyKey = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>().idempotency,
);
