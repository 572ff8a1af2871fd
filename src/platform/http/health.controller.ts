import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse } from '@nestjs/swagger';
import { Database } from '../database/database.js';
import { defineProblems } from './problems.js';
import { Public } from './public.js';
import { isRefusal, type Refusal } from './refusal.js';

defineProblems({
  'not-ready': { status: 503, zh: '数据库暂时连不上', en: 'The database cannot be reached' },
});

@Controller('health')
@Public()
export class HealthController {
  constructor(private readonly database: Database) {}

  @Get('live')
  @ApiOperation({ summary: '进程在运行 / The process runs' })
  @ApiOkResponse({ description: '{ status: "ok" }' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: '可以接受请求 / Requests can be taken: the database answers' })
  @ApiOkResponse({ description: '{ status: "ok" }' })
  @ApiServiceUnavailableResponse({ description: 'not-ready' })
  async ready(): Promise<{ status: 'ok' } | Refusal<'not-ready'>> {
    const answer = await Promise.race([
      this.database.one('SELECT 1').then(
        () => ({ status: 'ok' as const }),
        () => ({ refused: 'not-ready' as const }),
      ),
      new Promise<Refusal<'not-ready'>>((resolve) =>
        setTimeout(() => resolve({ refused: 'not-ready' }), 2_000).unref(),
      ),
    ]);
    return isRefusal(answer) ? answer : { status: 'ok' };
  }
}
