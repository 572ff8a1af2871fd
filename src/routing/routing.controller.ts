import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../accounts/actor.js';
import { InLanguage } from '../platform/http/reader.js';
import type { Language } from '../platform/http/language.js';
import { isRefusal, type Refusal } from '../platform/http/refusal.js';
import { reasonWords } from './reasons.js';
import { RoutedDto, RouteInput } from './routing.dto.js';
import { Routing } from './routing.js';

@ApiTags('routing')
@Controller('routes')
export class RoutingController {
  constructor(private readonly routing: Routing) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: '试派：此处会派往哪个帮办站，为什么 / Where a request from here would go, and why' })
  @ApiOkResponse({ type: RoutedDto })
  route(@By() actor: Actor, @Body() { place }: RouteInput, @InLanguage() language: Language): RoutedDto | Refusal {
    if (actor.areaRoles.length === 0 && actor.stationRoles.length === 0) return { refused: 'desk-only' };
    const routed = this.routing.route(place);
    if (isRefusal(routed)) return routed;
    const { mapId, way, gridId, areaId, gridPath, station, building, point, reason } = routed;
    const words = reasonWords(reason, language);
    return {
      mapId,
      way,
      gridId,
      areaId,
      areaPath: gridPath,
      station,
      building,
      point,
      reason: { code: reason.code, words },
    };
  }
}
