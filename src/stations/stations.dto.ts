import {
  DayField,
  FlagField,
  IdField,
  IntField,
  NumberField,
  ObjectField,
  TextField,
} from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/paging.js';

export class StationsQuery extends PageQuery {
  @IdField({ optional: true, description: '只在此区域内 / only within this area' })
  areaId?: string;

  @TextField({ max: 50, optional: true, description: '名称、地址或代码的一部分 / part of the name, address or code' })
  search?: string;
}

export class HoursDto {
  @IntField({ min: 1, max: 7, description: '1 为周一 / 1 is Monday' }) weekday!: number;
  @IntField({ min: 0, max: 1439, description: '当日第几分钟 / minute of the day' }) from!: number;
  @IntField({ min: 1, max: 1440 }) to!: number;
}

class StationPersonDto {
  @IdField() accountId!: string;
  @TextField({ max: 50 }) name!: string;
  @IdField({ nullable: true }) helperId!: string | null;
}

export class StationDto {
  @IdField() id!: string;
  @TextField({ max: 50 }) code!: string;
  @TextField({ max: 100 }) name!: string;
  @IdField() communityId!: string;
  @TextField({ max: 300 }) areaPath!: string;
  @TextField({ max: 200 }) address!: string;
  @TextField({ max: 300, description: '门牌上的字 / what the sign says' }) signText!: string;
  @TextField({ max: 20, description: '帮办站电话 / the station’s own line' }) phone!: string;
  @NumberField({ min: -180, max: 180 }) lng!: number;
  @NumberField({ min: -90, max: 90 }) lat!: number;
  @IntField({ min: 1, max: 100_000, description: '可同时承办的件数 / open tickets it can carry' }) capacity!: number;
  @ObjectField(() => HoursDto, { list: { max: 50 } }) hours!: HoursDto[];
  @FlagField({ description: '现在是否开门 / open at this moment' }) openNow!: boolean;
  @DayField() openedOn!: string;
  @DayField({ nullable: true, description: '停办首日 / the first day on which it is no more' }) closedOn!:
    string | null;
  @ObjectField(() => StationPersonDto, { nullable: true, description: '站长 / head' }) head!: StationPersonDto | null;
  @ObjectField(() => StationPersonDto, { list: { max: 20 }, description: '副站长 / deputies' })
  deputies!: StationPersonDto[];
}

export class StationPageDto {
  @ObjectField(() => StationDto, { list: { max: 200 } }) items!: StationDto[];
  @TextField({ max: 500, nullable: true }) next!: string | null;
}

class HelperSkillDto {
  @TextField({ max: 50 }) skill!: string;
  @TextField({ max: 50 }) name!: string;
  @FlagField({ description: '须持证 / needs a licence' }) licensed!: boolean;
  @TextField({ max: 50, nullable: true }) licenceNo!: string | null;
  @DayField({ nullable: true, description: '证件有效期末日 / the licence’s last day' }) validUntil!: string | null;
  @FlagField({ description: '今天可用 / counts today' }) valid!: boolean;
}

export class HelperDto {
  @IdField() id!: string;
  @IdField() accountId!: string;
  @TextField({ max: 50 }) name!: string;
  @TextField({ max: 30, description: '号码中间隐去 / masked' }) phoneMasked!: string;
  @IdField() stationId!: string;
  @TextField({ max: 50 }) profession!: string;
  @FlagField() partyMember!: boolean;
  @ObjectField(() => HelperSkillDto, { list: { max: 50 } }) skills!: HelperSkillDto[];
  @ObjectField(() => HoursDto, { list: { max: 50 }, description: '值班 / roster' }) roster!: HoursDto[];
  @FlagField() onDutyNow!: boolean;
  @IntField({ min: 1, max: 1000, description: '可同时参与的件数 / tickets at once' }) capacity!: number;
  @TextField({ max: 35, list: { max: 20 }, description: 'BCP 47' }) languages!: string[];
  @NumberField({ min: -180, max: 180, nullable: true, description: '住处，约 100 米 / home, to about 100 m' })
  lng!: number | null;
  @NumberField({ min: -90, max: 90, nullable: true }) lat!: number | null;
  @DayField() joinedOn!: string;
  @DayField({ nullable: true }) leftOn!: string | null;
  @IdField({ list: { max: 100 }, description: '也愿意帮的站 / other stations they will serve' })
  willingStationIds!: string[];
}

export class HelperPageDto {
  @ObjectField(() => HelperDto, { list: { max: 200 } }) items!: HelperDto[];
  @TextField({ max: 500, nullable: true }) next!: string | null;
}

class CoveredGridDto {
  @IdField() id!: string;
  @TextField({ max: 30 }) code!: string;
  @TextField({ max: 100 }) name!: string;
}

export class CoverageDto {
  @ObjectField(() => CoveredGridDto, { list: { max: 10_000 } }) grids!: CoveredGridDto[];
}
