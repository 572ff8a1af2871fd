import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { isRefusal, RefusedError } from './refusal.js';

/** A refusal that a handler returns becomes a problem: the one place where the value turns into an exception. */
export class RefusalInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((value: unknown) => {
        if (isRefusal(value)) throw new RefusedError(value);
        return value;
      }),
    );
  }
}
