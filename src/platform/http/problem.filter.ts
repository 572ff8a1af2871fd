import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Log } from '../log.js';
import { languageOf, type Language } from './language.js';
import { problemOf, wordsOf, type FieldError, type Problem } from './problems.js';
import { RefusedError, type Refusal } from './refusal.js';
import type { FieldFault } from './validation.js';

export function sendProblem(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): void {
  const language = languageOf(request.headers['accept-language']);
  const problem = withFieldErrors(problemOf(refusal, language, request.id), language);
  void reply
    .status(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('content-language', language)
    .send(JSON.stringify(problem));
}

/** Everything that is not an answer leaves here, as application/problem+json in the reader's language. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    sendProblem(this.refusalOf(thrown, request), request, reply);
  }

  private refusalOf(thrown: unknown, request: FastifyRequest): Refusal {
    if (thrown instanceof RefusedError) return thrown.refusal;
    const status = thrown instanceof HttpException ? thrown.getStatus() : statusOf(thrown);
    switch (status) {
      case 400:
        return { refused: 'invalid-json' };
      case 404:
        return { refused: 'no-such-endpoint' };
      case 413:
        return { refused: 'body-too-large' };
      case 415:
        return { refused: 'unsupported-media-type' };
      default:
        this.log.fault('request failed', thrown, { requestId: request.id, method: request.method });
        return { refused: 'internal-fault' };
    }
  }
}

/** Fastify's own errors (a body that cannot be read) carry a status. */
function statusOf(thrown: unknown): number {
  const status: unknown =
    typeof thrown === 'object' && thrown !== null && 'statusCode' in thrown ? thrown.statusCode : 500;
  return typeof status === 'number' ? status : 500;
}

function withFieldErrors(problem: Problem, language: Language): Problem {
  if (problem.faults === undefined) return problem;
  const { faults, ...rest } = problem;
  const errors: FieldError[] = (faults as FieldFault[]).map(({ field, code, args }) => ({
    field,
    code,
    message: wordsOf(code, args, language),
  }));
  return { ...rest, errors };
}
