import { EnumField, IdField, NumberField, ObjectField, TextField } from '../platform/http/fields.js';
import { PlaceInput } from './place.dto.js';
import type { ReasonCode, RouteWay } from './routing.types.js';

export class RouteInput {
  @ObjectField(() => PlaceInput)
  place!: PlaceInput;
}

class RoutedStationDto {
  @IdField() id!: string;
  @TextField({ max: 50 }) code!: string;
  @TextField({ max: 100 }) name!: string;
}

class RoutedBuildingDto {
  @IdField() id!: string;
  @TextField({ max: 100 }) name!: string;
  @TextField({ max: 200 }) address!: string;
}

class RoutedPointDto {
  @NumberField({ min: -180, max: 180 }) lng!: number;
  @NumberField({ min: -90, max: 90 }) lat!: number;
}

class ReasonDto {
  @EnumField(['building-in-grid', 'grid-given', 'point-in-grid', 'no-station', 'place-not-exact']) code!: ReasonCode;
  @TextField({ max: 500 }) words!: string;
}

export class RoutedDto {
  @IdField({ description: '所依据的网格图 / the grid map' }) mapId!: string;
  @EnumField(['building', 'grid', 'point', 'area']) way!: RouteWay;
  @IdField({ nullable: true }) gridId!: string | null;
  @IdField({ description: '网格，或所知的最小区域 / the grid, or the smallest known area' }) areaId!: string;
  @TextField({ max: 300 }) areaPath!: string;
  @ObjectField(() => RoutedStationDto, { nullable: true, description: '空：转人工分派 / null: to triage' })
  station!: RoutedStationDto | null;
  @ObjectField(() => RoutedBuildingDto, { nullable: true }) building!: RoutedBuildingDto | null;
  @ObjectField(() => RoutedPointDto, { nullable: true, description: 'WGS-84' }) point!: RoutedPointDto | null;
  @ObjectField(() => ReasonDto) reason!: ReasonDto;
}
