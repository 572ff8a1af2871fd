import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** the content type whose body this endpoint reads by itself, as a stream */
    streamed?: string;
  }
}

/** An endpoint that reads its body as it comes, however large: `@Body()` is the stream. No other type is taken. */
export const Streamed = (type: string) =>
  applyDecorators(
    RouteConfig({ streamed: type }),
    ApiConsumes(type),
    ApiBody({ schema: { type: 'string', format: 'binary' } }),
  );
