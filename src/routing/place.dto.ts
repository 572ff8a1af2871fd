import { EnumField, IdField, NumberField, ObjectField, TextField } from '../platform/http/fields.js';
import { COORDINATE_SYSTEMS, type CoordinateSystem } from './coordinates.js';

export class PointInput {
  @NumberField({ min: -180, max: 180, description: '经度 / longitude', example: 120.35 })
  lng!: number;

  // Up to 180 on purpose: whoever swaps the two is told so, not that the number is too large.
  @NumberField({ min: -180, max: 180, description: '纬度（−90 至 90）/ latitude (−90 to 90)', example: 36.08 })
  lat!: number;

  @EnumField(COORDINATE_SYSTEMS, { optional: true, description: '坐标系，默认 wgs84 / wgs84 unless told' })
  system?: CoordinateSystem;
}

/** Where help is needed; the most exact that is given counts: building, grid, point, area. */
export class PlaceInput {
  @IdField({ optional: true, description: '楼栋 / building' })
  buildingId?: string;

  @TextField({ max: 30, optional: true, description: '网格代码 / code of the grid' })
  gridCode?: string;

  @ObjectField(() => PointInput, { optional: true, description: '定位 / a point' })
  point?: PointInput;

  @TextField({
    max: 30,
    optional: true,
    description: '区域代码，只知道大概时 / code of an area, where no more is known',
  })
  areaCode?: string;
}
