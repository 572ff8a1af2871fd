import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse } from '@nestjs/swagger';
import { calendarEndsSoon, dayOf } from '../calendar.js';
import { Clock } from '../clock.js';
import { Database } from '../database/database.js';
import { defineProblems } from './problems.js';
import { Public } from './public.js';
import type { Refusal } from './refusal.js';

defineProblems({
  'not-ready': { status: 503, zh: '数据库暂时连不上', en: 'The database cannot be reached' },
});

interface Ready {
  status: 'ok';
  /** nothing is wrong yet, and somebody must see to it */
  warnings: { code: 'calendar-ends'; knownThrough: string }[];
}

@Controller('health')
@Public()
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Get('live')
  @ApiOperation({ summary: '进程在运行 / The process runs' })
  @ApiOkResponse({ description: '{ status: "ok" }' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: '可以接受请求 / Requests can be taken: the database answers' })
  @ApiOkResponse({
    description:
      '{ status: "ok", warnings: [{ code: "calendar-ends", knownThrough }] }：45 天内节假日到头 / the calendar ends within 45 days',
  })
  @ApiServiceUnavailableResponse({ description: 'not-ready' })
  async ready(): Promise<Ready | Refusal<'not-ready'>> {
    return Promise.race([
      this.database.one<{ day: string }>('SELECT day::text AS day FROM calendar_known_through').then(
        (known) => ({ status: 'ok' as const, warnings: this.warningsOf(known?.day) }),
        () => ({ refused: 'not-ready' as const }),
      ),
      new Promise<Refusal<'not-ready'>>((resolve) =>
        setTimeout(() => resolve({ refused: 'not-ready' }), 2_000).unref(),
      ),
    ]);
  }

  private warningsOf(knownThrough: string | undefined): Ready['warnings'] {
    const endsSoon = knownThrough !== undefined && calendarEndsSoon(knownThrough, dayOf(this.clock.now()));
    return endsSoon ? [{ code: 'calendar-ends', knownThrough }] : [];
  }
}
