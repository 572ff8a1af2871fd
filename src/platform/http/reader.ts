import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { languageOf, type Language } from './language.js';

const headersOf = (context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>().headers;

/** The reader's language, by Accept-Language: Chinese unless English is asked for first. */
export const InLanguage = createParamDecorator((_: unknown, context: ExecutionContext): Language =>
  languageOf(headersOf(context)['accept-language']),
);

/** Where a live stream is to go on from: the id of the last message received. */
export const LastEventId = createParamDecorator((_: unknown, context: ExecutionContext): string | undefined => {
  const id = headersOf(context)['last-event-id'];
  return typeof id === 'string' ? id : undefined;
});
