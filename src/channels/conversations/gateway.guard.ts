import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Clock } from '../../platform/clock.js';
import { Config } from '../../platform/config.js';
import { RefusedError } from '../../platform/http/refusal.js';
import { gatewayOf, HEADERS } from './signature.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** the gateway that signed the request */
    gateway?: string;
  }
}

/** Before anything of the body is looked at: it is signed by one of our gateways, now. */
@Injectable()
export class GatewayGuard implements CanActivate {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { headers, rawBody: body = '' } = request;
    const signed = {
      key: headers[HEADERS.key],
      timestamp: headers[HEADERS.timestamp],
      signature: headers[HEADERS.signature],
      body,
    };
    const gateway = gatewayOf(signed, this.config.messageKeys, this.clock.now());
    if (gateway === undefined) throw new RefusedError({ refused: 'signature-invalid' });
    request.gateway = gateway;
    request.actorKey = `gateway ${gateway}`;
    return true;
  }
}

export const Gateway = createParamDecorator(
  (_: unknown, context: ExecutionContext): string => context.switchToHttp().getRequest<FastifyRequest>().gateway ?? '',
);
