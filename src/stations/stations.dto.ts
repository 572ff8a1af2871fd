import { ApiProperty } from '@nestjs/swagger';
import {
  DayField,
  EnumField,
  FlagField,
  IdField,
  IntField,
  NumberField,
  ObjectField,
  TextField,
} from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/paging.js';
import { UNAVAILABILITY, type Unavailability } from './availability.policy.js';
import { PROOFS, type Proof } from './stations.types.js';

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
  @IntField({ min: 1, max: 2_147_483_647, description: '随每次改动加一 / goes up with each change' }) version!: number;
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
  @FlagField({
    nullable: true,
    description:
      '现在是否开门；空：节假日还没有录到今天 / open at this moment; null: the calendar does not reach today',
  })
  openNow!: boolean | null;
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

/** Something that a place of a crew can ask for. */
export class SkillDto {
  @TextField({ max: 50 }) code!: string;
  @TextField({ max: 50 }) name!: string;
  @TextField({ max: 100, description: '英文名；空：没有 / empty where there is none' }) nameEn!: string;
  @FlagField({ description: '须持证 / needs a licence' }) licensed!: boolean;
}

class ClaimedLicenceDto {
  @TextField({ max: 50 }) licenceNo!: string;
  @DayField() validUntil!: string;
}

class HelperSkillDto {
  @TextField({ max: 50 }) skill!: string;
  @TextField({ max: 50 }) name!: string;
  @FlagField({ description: '须持证 / needs a licence' }) licensed!: boolean;
  @TextField({ max: 50, nullable: true }) licenceNo!: string | null;
  @DayField({ nullable: true, description: '证件有效期末日 / the licence’s last day' }) validUntil!: string | null;
  @FlagField({ description: '今天可用 / counts today' }) valid!: boolean;
  @EnumField(PROOFS, {
    nullable: true,
    description:
      '核验：看过原件、查过编号、站长担保、随名册导入；null 为未核验 / certificate seen, number checked, word of the head, by a file; null: not proven',
  })
  proof!: Proof | null;
  @IdField({ nullable: true, description: '核验人 / account of who proved it' }) provenBy!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) provenAt!: Date | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: '核验未通过 / not believed' })
  refusedAt!: Date | null;
  @ObjectField(() => ClaimedLicenceDto, { nullable: true, description: '申报待核验的证 / claimed, to be looked at' })
  claimed!: ClaimedLicenceDto | null;
}

/** The last minute is no longer in it. */
export class QuietHoursDto {
  @IntField({ min: 0, max: 1439, description: '当日第几分钟 / minute of the local day' }) from!: number;
  @IntField({ min: 0, max: 1439, description: '小于起始即跨午夜 / earlier than from: over midnight' }) to!: number;
}

export class LeaveDto {
  @IdField() id!: string;
  @DayField({ description: '首日 / first day' }) from!: string;
  @DayField({ description: '末日（含） / last day' }) to!: string;
}

class TappedDto {
  @FlagField() available!: boolean;
  @ApiProperty({ type: String, format: 'date-time' }) until!: Date;
}

class ShiftDto {
  @NumberField({ min: -180, max: 180, description: '约 100 米 / to about 100 m' }) lng!: number;
  @NumberField({ min: -90, max: 90 }) lat!: number;
  @ApiProperty({ type: String, format: 'date-time' }) until!: Date;
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
  @FlagField({ description: '按值班表 / by the roster' }) onDutyNow!: boolean;
  @EnumField(UNAVAILABILITY, {
    nullable: true,
    description: '现在为何不宜派单；null 为可派 / why not to be called now; null: may be called',
  })
  unavailableNow!: Unavailability | null;
  @ObjectField(() => TappedDto, { nullable: true, description: '一键上线、下线 / one tap on or off' })
  tapped!: TappedDto | null;
  @ObjectField(() => LeaveDto, { list: { max: 50 }, description: '请假（未结束的） / leave that is not over' })
  leaves!: LeaveDto[];
  @ObjectField(() => QuietHoursDto, { nullable: true, description: '免打扰 / quiet hours' })
  quiet!: QuietHoursDto | null;
  @IntField({ min: 1, max: 100, description: '每天最多派单次数 / offers on one day' }) maxOffersADay!: number;
  @IntField({ min: 0, max: 1440, description: '办完一件后休息的分钟 / minutes of rest after a job' })
  restMinutes!: number;
  @TextField({ max: 50, list: { max: 50 }, description: '工具 / tools' }) tools!: string[];
  @ObjectField(() => ShiftDto, { nullable: true, description: '本班位置 / where they are on this shift' })
  shift!: ShiftDto | null;
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
