import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ManagedStore } from '../accounts/accounts.js';
import { administersAll, By, pathsOf, type Actor } from '../accounts/actor.js';
import { dayOf } from '../platform/calendar.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { UUID } from '../platform/http/fields.js';
import { cursorOf, limitOf, pageOf, type Page } from '../platform/http/paging.js';
import type { Refusal } from '../platform/http/refusal.js';
import { ReadingDto, ReadingPageDto, ReadingsQuery } from './readings.dto.js';
import { ResidentsStore } from './residents.store.js';

/**
 * Who read a phone number, a name or a door, when and what for. Administrators of the root see all of it; others that of accounts
 * that work within their areas and nowhere else, since a line names tickets wherever these are.
 */
@ApiTags('residents')
@ApiBearerAuth()
@Controller('readings')
export class ReadingsController {
  constructor(
    private readonly store: ResidentsStore,
    private readonly managed: ManagedStore,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({
    summary: '谁查看过个人信息，新的在前（管理员）/ Who read personal data, newest first (administrators)',
  })
  @ApiOkResponse({ type: ReadingPageDto })
  async page(@By() by: Actor, @Query() query: ReadingsQuery): Promise<Page<ReadingDto> | Refusal> {
    const prefixes = pathsOf(by, 'administrator');
    if (prefixes.length === 0) return { refused: 'administrators-only' };
    const limit = limitOf(query);
    const rows = await this.store.readings(this.database, {
      accountIsWhole: this.managed.wholeWithin('r.account_id', '$1::text[]', '$2::date'),
      prefixes: administersAll(by) ? null : prefixes,
      today: dayOf(this.clock.now()),
      accountId: query.accountId ?? null,
      subjectId: query.subjectId ?? null,
      from: query.from === undefined ? null : new Date(query.from),
      to: query.to === undefined ? null : new Date(query.to),
      before: cursorOf(query, UUID)?.[0] ?? null,
      limit: limit + 1,
    });
    return pageOf(
      rows,
      limit,
      ({ id }) => [id],
      (row) => row,
    );
  }
}
