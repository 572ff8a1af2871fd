import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../accounts/actor.js';
import type { Language } from '../platform/http/language.js';
import { InLanguage } from '../platform/http/reader.js';
import { isRefusal, type Refusal } from '../platform/http/refusal.js';
import { ResolvedDto, ResolveAddressInput, SuggestedDto, SuggestQuery } from './addresses.dto.js';
import type { AddressCandidate, AddressHints } from './addresses/address.types.js';
import { resolutionWords } from './addresses/reasons.js';
import { toWgs84 } from './coordinates.js';
import { isOfDesk } from './routing.policy.js';
import { routedDto } from './routing.dto.js';
import { Routing } from './routing.js';

const SUGGESTED = 8;

/** From words to a building, for who opens tickets. */
@ApiTags('routing')
@Controller('addresses')
export class AddressesController {
  constructor(private readonly routing: Routing) {}

  @Post('resolve')
  @HttpCode(200)
  @ApiOperation({
    summary:
      '从原话找到楼栋和单元；没有把握时说明原因 / From a sentence to building and unit; it says why where it abstains',
  })
  @ApiOkResponse({ type: ResolvedDto })
  resolve(
    @By() actor: Actor,
    @Body() { text, hints = {} }: ResolveAddressInput,
    @InLanguage() language: Language,
  ): ResolvedDto | Refusal {
    if (!isOfDesk(actor)) return { refused: 'desk-only' };
    const { near, areaCode, ...others } = hints;
    if (near !== undefined && Math.abs(near.lat) > 90) {
      return { refused: 'latitude-out-of-range', field: 'hints.near.lat' };
    }
    const given: AddressHints = { ...others };
    if (near !== undefined) given.near = toWgs84(near, near.system);
    if (areaCode !== undefined) given.area = areaCode;
    const found = this.routing.resolveAddress(text, given);
    if (isRefusal(found)) return found;
    const { building, unit, confidence, parts, alternatives, rest, reason } = found;
    const routed = building === null ? null : this.routing.route({ buildingId: building });
    return {
      building: building === null ? null : (this.routing.building(building) ?? null),
      unit,
      confidence,
      route: routed === null || isRefusal(routed) ? null : routedDto(routed, language),
      parts,
      alternatives: this.named(alternatives),
      rest,
      reason: { code: reason.code, words: resolutionWords(reason, language) },
    };
  }

  @Get('suggest')
  @ApiOperation({
    summary: '边输入边提示楼栋，可用拼音 / Buildings while somebody types, in characters or pinyin',
  })
  @ApiOkResponse({ type: SuggestedDto })
  suggest(@By() actor: Actor, @Query() { text, limit = SUGGESTED, areaCode }: SuggestQuery): SuggestedDto | Refusal {
    if (!isOfDesk(actor)) return { refused: 'desk-only' };
    const hints = areaCode === undefined ? {} : { area: areaCode };
    return { items: this.named(this.routing.suggestAddresses(text, limit, hints)) };
  }

  private named(candidates: readonly AddressCandidate[]): ResolvedDto['alternatives'] {
    return candidates.flatMap(({ code, confidence }) => {
      const building = this.routing.building(code);
      return building === undefined ? [] : [{ building, confidence }];
    });
  }
}
