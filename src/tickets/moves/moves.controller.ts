import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../../accounts/actor.js';
import { Database } from '../../platform/database/database.js';
import { UUID } from '../../platform/http/fields.js';
import { cursorOf, limitOf, PageQuery, pageOf, type Page } from '../../platform/http/paging.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { IdPipe } from '../../platform/http/validation.js';
import { importerOf } from '../../routing/maps/importer.js';
import { Stations } from '../../stations/stations.js';
import { MapWhatIfView, MoveProgressView, TicketMovePageView, TicketMoveView, type STAYING } from './moves.dto.js';
import { Moves } from './moves.js';
import { MapsWhatIf } from './what-if.js';

type Named = { id: string; code: string; name: string } | null;
type Ends = { from: string | null; to: string | null };

/** What a new map means for stations and tickets; for administrators. */
@ApiTags('grid maps')
@ApiBearerAuth()
@Controller('grid-maps')
export class MovesController {
  constructor(
    private readonly whatIf: MapsWhatIf,
    private readonly moves: Moves,
    private readonly stations: Stations,
    private readonly database: Database,
  ) {}

  @Get('publications/:id/moves')
  @ApiOperation({ summary: '在办事项改派的进度 / How far open tickets have followed a published map' })
  @ApiOkResponse({ type: MoveProgressView })
  async progress(@By() by: Actor, @Param('id', IdPipe) id: string): Promise<MoveProgressView | Refusal> {
    if (importerOf(by).prefixes.length === 0) return { refused: 'administrators-only' };
    return (await this.moves.progress(id)) ?? { refused: 'not-found' };
  }

  @Get(':id/what-if')
  @ApiOperation({
    summary:
      '发布草稿会怎样：楼栋、在办事项和工作量从哪站到哪站 / What a draft would change: buildings, open tickets and work, from which station to which',
  })
  @ApiOkResponse({ type: MapWhatIfView })
  async all(@By() by: Actor, @Param('id', IdPipe) id: string): Promise<MapWhatIfView | Refusal> {
    const found = await this.whatIf.of(id, by);
    if (isRefusal(found)) return found;
    const named = await this.names([...found.buildings, ...found.tickets]);
    return { buildings: found.buildings.map(named), tickets: found.tickets.map(named) };
  }

  @Get(':id/what-if/tickets')
  @ApiOperation({ summary: '会受影响的在办事项 / The open tickets that it concerns' })
  @ApiOkResponse({ type: TicketMovePageView })
  async tickets(
    @By() by: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<TicketMoveView> | Refusal> {
    const limit = limitOf(query);
    const rows = await this.whatIf.tickets(id, limit + 1, cursorOf(query, UUID)?.[0] ?? null, by);
    if (isRefusal(rows)) return rows;
    const named = await this.names(rows);
    return pageOf(
      rows,
      limit,
      (row) => [row.id],
      (row) => ({ ...named(row), reason: row.reason as (typeof STAYING)[number] | null }),
    );
  }

  /** With the stations' names in place of their ids. */
  private async names(rows: Ends[]) {
    const ids = new Set(rows.flatMap(({ from, to }) => [from, to]).filter((id) => id !== null));
    const known = new Map<string, Named>();
    for (const id of ids) {
      const station = await this.stations.byId(this.database, id);
      if (station !== undefined) known.set(id, { id, code: station.code, name: station.name });
    }
    const nameOf = (id: string | null): Named => (id === null ? null : (known.get(id) ?? null));
    return <Row extends Ends>(row: Row) => ({ ...row, from: nameOf(row.from), to: nameOf(row.to) });
  }
}
