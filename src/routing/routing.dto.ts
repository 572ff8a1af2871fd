import { EnumField, IdField, NumberField, ObjectField, TextField } from '../platform/http/fields.js';
import { PlaceInput } from './place.dto.js';
import type { Language } from '../platform/http/language.js';
import { COORDINATE_SYSTEMS, type CoordinateSystem } from './coordinates.js';
import { ownerWords, reasonWords } from './reasons.js';
import { REASON_CODES, ROUTE_WAYS, type ReasonCode, type Routed, type RouteWay } from './routing.types.js';

export class RouteInput {
  @ObjectField(() => PlaceInput)
  place!: PlaceInput;
}

class RoutedStationDto {
  @IdField() id!: string;
  @TextField({ max: 50 }) code!: string;
  @TextField({ max: 100 }) name!: string;
}

export class RoutedBuildingDto {
  @IdField() id!: string;
  @TextField({ max: 100 }) name!: string;
  @TextField({ max: 200 }) address!: string;
}

class RoutedPointDto {
  @NumberField({ min: -180, max: 180 }) lng!: number;
  @NumberField({ min: -90, max: 90 }) lat!: number;
}

class GivenPointDto extends RoutedPointDto {
  @EnumField(COORDINATE_SYSTEMS) system!: CoordinateSystem;
}

class TriageOwnerDto {
  @IdField() id!: string;
  @TextField({ max: 100 }) name!: string;
}

class ReasonDto {
  @EnumField(REASON_CODES) code!: ReasonCode;
  @TextField({ max: 500 }) words!: string;
}

export class RoutedDto {
  @IdField({ description: '所依据的网格图 / the grid map' }) mapId!: string;
  @EnumField(ROUTE_WAYS) way!: RouteWay;
  @IdField({ nullable: true }) gridId!: string | null;
  @IdField({ description: '网格，或所知的最小区域 / the grid, or the smallest known area' }) areaId!: string;
  @TextField({ max: 300 }) areaPath!: string;
  @ObjectField(() => RoutedStationDto, { nullable: true, description: '空：转人工分派 / null: to triage' })
  station!: RoutedStationDto | null;
  @ObjectField(() => RoutedBuildingDto, { nullable: true }) building!: RoutedBuildingDto | null;
  @ObjectField(() => RoutedPointDto, { nullable: true, description: 'WGS-84' }) point!: RoutedPointDto | null;
  @ObjectField(() => GivenPointDto, { nullable: true, description: '换算前 / before it was converted' })
  given!: GivenPointDto | null;
  @ObjectField(() => TriageOwnerDto, {
    nullable: true,
    description: '转人工分派时此处的值班责任人 / who is on duty there, where it goes to triage',
  })
  owner!: TriageOwnerDto | null;
  @ObjectField(() => ReasonDto) reason!: ReasonDto;
}

/** `owner`: who is on duty there, where it goes to triage. */
export function routedDto(routed: Routed, language: Language, owner?: TriageOwnerDto): RoutedDto {
  const { mapId, way, gridId, areaId, gridPath, station, building, point, given, reason } = routed;
  const words = reasonWords(reason, language) + (owner === undefined ? '' : ownerWords(owner.name, language));
  return {
    mapId,
    way,
    gridId,
    areaId,
    areaPath: gridPath,
    station,
    building,
    point,
    given,
    owner: owner ?? null,
    reason: { code: reason.code, words },
  };
}
