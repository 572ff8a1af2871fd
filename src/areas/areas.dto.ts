import { ApiProperty } from '@nestjs/swagger';
import {
  DateTimeField,
  DayField,
  EnumField,
  IdField,
  IntField,
  NumberField,
  ObjectField,
  TextField,
} from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/paging.js';
import { AREA_KINDS, type AreaKind } from './areas.types.js';
import type { MultiPolygon } from './geometry.js';

export class AreasQuery extends PageQuery {
  @IdField({ optional: true, description: '上级区域 / the area right above' })
  parent?: string;

  @EnumField(AREA_KINDS, { optional: true })
  kind?: AreaKind;

  @TextField({ max: 50, optional: true, description: '名称或代码的一部分 / part of the name or code' })
  search?: string;
}

export class BuildingsQuery extends PageQuery {
  @TextField({ max: 100, optional: true, description: '如“登州路10号楼”“10#楼” / as the caller says it' })
  search?: string;

  @IdField({ optional: true, description: '只在此区域内 / only within this area' })
  areaId?: string;
}

export class AreaNameDto {
  @IdField() id!: string;
  @TextField({ max: 30 }) code!: string;
  @TextField({ max: 100 }) name!: string;
}

class AncestorDto extends AreaNameDto {
  @EnumField(AREA_KINDS) kind!: AreaKind;
}

export class AreaDto extends AncestorDto {
  @IdField({ nullable: true }) parentId!: string | null;
  @TextField({ max: 300, description: '从根起的代码，各带一点 / codes from the root, each followed by a dot' })
  path!: string;
  @DayField() validFrom!: string;
  @DayField({ nullable: true, description: '失效首日 / the first day on which it is no more' }) validTo!: string | null;
}

class BoundaryDto {
  @EnumField(['MultiPolygon']) type!: 'MultiPolygon';

  @ApiProperty({
    description: 'GeoJSON (RFC 7946), WGS-84, [longitude, latitude]',
    type: 'array',
    items: {
      type: 'array',
      items: { type: 'array', items: { type: 'array', minItems: 2, maxItems: 2, items: { type: 'number' } } },
    },
  })
  coordinates!: MultiPolygon;
}

export class AreaDetailDto extends AreaDto {
  @ObjectField(() => AncestorDto, { list: { max: 5 }, description: '由上到下 / root first' }) ancestors!: AncestorDto[];
  @ObjectField(() => BoundaryDto, { nullable: true, description: '在用网格图中的边界 / in the published map' })
  boundary!: BoundaryDto | null;
}

export class AreaPageDto {
  @ObjectField(() => AreaDto, { list: { max: 200 } }) items!: AreaDto[];
  @TextField({ max: 500, nullable: true }) next!: string | null;
}

class GridNameDto extends AreaNameDto {
  @TextField({ max: 300 }) path!: string;
}

export class BuildingDto {
  @IdField() id!: string;
  @TextField({ max: 50 }) code!: string;
  @TextField({ max: 100 }) name!: string;
  @TextField({ max: 200 }) address!: string;
  @TextField({ max: 100, list: { max: 50 }, description: '别名 / other names' }) aliases!: string[];
  @TextField({ max: 50, list: { max: 100 }, description: '单元 / stairways' }) units!: string[];
  @NumberField({ min: -180, max: 180, nullable: true }) lng!: number | null;
  @NumberField({ min: -90, max: 90, nullable: true }) lat!: number | null;
  @ObjectField(() => GridNameDto, { nullable: true }) grid!: GridNameDto | null;
  @ObjectField(() => AreaNameDto, { nullable: true }) community!: AreaNameDto | null;
}

export class BuildingPageDto {
  @ObjectField(() => BuildingDto, { list: { max: 200 } }) items!: BuildingDto[];
  @TextField({ max: 500, nullable: true }) next!: string | null;
}

export class GridMapDto {
  @IdField() id!: string;
  @TextField({ max: 100 }) name!: string;
  @EnumField(['draft', 'published', 'retired']) state!: 'draft' | 'published' | 'retired';
  @DayField() validFrom!: string;
  @TextField({ max: 300, description: '数据来源 / where the lines come from' }) source!: string;
  @DateTimeField() createdAt!: Date;
  @DateTimeField({ nullable: true }) publishedAt!: Date | null;
  @IntField({ min: 0, max: 1_000_000, description: '网格数 / number of grids' }) grids!: number;
  @IntField({ min: 0, max: 1_000_000, description: '边界总数 / number of boundaries of every kind' })
  boundaries!: number;
}

export class GridMapPageDto {
  @ObjectField(() => GridMapDto, { list: { max: 200 } }) items!: GridMapDto[];
  @TextField({ max: 500, nullable: true }) next!: string | null;
}
