import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import { UUID } from '../../platform/http/fields.js';
import type { Language } from '../../platform/http/language.js';
import { cursorOf, limitOf, pageOf, type Page } from '../../platform/http/paging.js';
import { InLanguage } from '../../platform/http/reader.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { HoldLine, HoldPage, HoldsQuery } from './holds.dto.js';
import { Holds } from './holds.js';
import type { ListedHold } from './holds.store.js';
import { holdEndWords, holdKindWords, holdReasonWords, holdStateWords } from './holds.words.js';

@ApiTags('帮办事项 tickets')
@ApiBearerAuth()
@Controller('holds')
export class HoldsController {
  constructor(private readonly holds: Holds) {}

  @Get()
  @ApiOperation({ summary: '挂账、延期台账，新的在前 / The ledger of holds and extensions, newest first' })
  @ApiOkResponse({ type: HoldPage })
  async list(
    @Query() query: HoldsQuery,
    @By() by: Actor,
    @InLanguage() language: Language,
  ): Promise<Page<HoldLine> | Refusal> {
    const limit = limitOf(query);
    const { state, stationId, areaId, from, to } = query;
    const after = cursorOf(query, UUID)?.[0];
    const rows = await this.holds.ledger({ state, stationId, areaId, from, to, after, limit: limit + 1 }, by);
    if (isRefusal(rows)) return rows;
    return pageOf(
      rows,
      limit,
      ({ id }) => [id],
      (row) => lineOf(row, language),
    );
  }
}

function lineOf(row: ListedHold, language: Language): HoldLine {
  const { id, ticketId, reference, kind, reasonCode, state, stationId, stationName, how } = row;
  const { askedAt, from, until, decidedAt, endedAt } = row;
  return {
    id,
    ticketId,
    reference,
    kind,
    kindWords: holdKindWords(kind, language),
    reasonCode,
    reasonWords: holdReasonWords(reasonCode, language),
    state,
    stateWords: holdStateWords(state, language),
    stationId,
    stationName,
    askedAt,
    askedBy: row.askedByName,
    from,
    until,
    approver: row.approverName,
    decidedAt,
    decidedBy: row.decidedByName,
    endedAt,
    how,
    howWords: how === null ? null : holdEndWords(how, language),
  };
}
