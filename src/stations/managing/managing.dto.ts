import {
  DayField,
  EnumField,
  FlagField,
  IdField,
  IntField,
  NumberField,
  ObjectField,
  TextField,
  VersionField,
} from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/paging.js';
import { HelperDto, HoursDto } from '../stations.dto.js';

export class StationChangeInput {
  @VersionField() version?: number;
  @TextField({ max: 100, optional: true }) name?: string;
  @TextField({ max: 200, optional: true }) address?: string;
  @TextField({ max: 300, optional: true, description: '门牌上的字 / what the sign says' }) signText?: string;
  @TextField({ max: 20, optional: true, description: '帮办站电话 / the station’s own line' }) phone?: string;
  @NumberField({ min: -180, max: 180, optional: true }) lng?: number;
  @NumberField({ min: -90, max: 90, optional: true }) lat?: number;
  @IntField({ min: 1, max: 100_000, optional: true }) capacity?: number;
  @ObjectField(() => HoursDto, { list: { max: 50 }, optional: true }) hours?: HoursDto[];
}

export class NewStationInput {
  @TextField({ max: 50, pattern: /^[\w-]+$/ }) code!: string;
  @IdField({ description: '所在社区 / its community' }) communityId!: string;
  @TextField({ max: 100 }) name!: string;
  @TextField({ max: 200 }) address!: string;
  @TextField({ max: 300 }) signText!: string;
  @TextField({ max: 20 }) phone!: string;
  @NumberField({ min: -180, max: 180 }) lng!: number;
  @NumberField({ min: -90, max: 90 }) lat!: number;
  @IntField({ min: 1, max: 100_000 }) capacity!: number;
  @ObjectField(() => HoursDto, { list: { max: 50 } }) hours!: HoursDto[];
}

export class LeadInput {
  @IdField() accountId!: string;
  @EnumField(['head', 'deputy']) role!: 'head' | 'deputy';
  @DayField({ optional: true, description: '首日，默认今天 / first day; today unless told' }) from?: string;
  @DayField({ optional: true, description: '不再担任的首日 / the first day on which they are it no more' })
  until?: string;
}

export class LeadEndInput {
  @IdField() accountId!: string;
  @EnumField(['head', 'deputy']) role!: 'head' | 'deputy';
  @DayField({ optional: true, description: '不再担任的首日，默认今天 / first day without it; today unless told' })
  until?: string;
}

export class LeadDto {
  @IdField() accountId!: string;
  @TextField({ max: 50 }) name!: string;
  @EnumField(['head', 'deputy']) role!: 'head' | 'deputy';
  @DayField() from!: string;
  @DayField({ nullable: true, description: '不再担任的首日 / the first day on which they are it no more' })
  until!: string | null;
}

class NeighbourDto {
  @IdField() id!: string;
  @TextField({ max: 50 }) code!: string;
  @TextField({ max: 100 }) name!: string;
  @FlagField({ description: '同社区；否则同街道 / of the same community; else of the street' }) sameCommunity!: boolean;
}

export class NeighboursDto {
  @ObjectField(() => NeighbourDto, { list: { max: 10_000 } }) stations!: NeighbourDto[];
}

export const LICENCE_STATES = ['expiring', 'expired', 'claimed'] as const;

export class HelpersQuery extends PageQuery {
  @TextField({ max: 50, optional: true, description: '姓名或职业的一部分 / part of the name or profession' })
  search?: string;
  @IdField({ optional: true }) stationId?: string;
  @TextField({ max: 50, optional: true, description: '技能代码 / code of a skill' }) skill?: string;
  @EnumField(LICENCE_STATES, {
    optional: true,
    description:
      '证件 30 天内到期、已过期、待核验 / a licence that ends within 30 days, has ended, or waits to be proven',
  })
  licence?: (typeof LICENCE_STATES)[number];
}

export class FoundHelperDto extends HelperDto {
  @TextField({ max: 100 }) stationName!: string;
}

export class FoundHelperPageDto {
  @ObjectField(() => FoundHelperDto, { list: { max: 200 } }) items!: FoundHelperDto[];
  @TextField({ max: 500, nullable: true }) next!: string | null;
}
