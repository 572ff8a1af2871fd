import {
  DateTimeField,
  DayField,
  EnumField,
  FlagField,
  IdField,
  IntField,
  LanguagesField,
  NumberField,
  ObjectField,
  TextField,
} from '../../platform/http/fields.js';
import { HoursDto, QuietHoursDto } from '../stations.dto.js';
import { TOOL_CODES } from '../tools.js';
import type { LicenceState, Verdict } from './licences.js';

const UNTIL = '到何时，默认今天结束 / until when; the end of today unless told';

export class SettingsInput {
  @IntField({ min: 1, max: 20, optional: true, description: '可同时参与的件数 / tickets at once' }) capacity?: number;
  @IntField({ min: 1, max: 50, optional: true, description: '每天最多派单次数 / offers on one day' })
  maxOffersADay?: number;
  @IntField({ min: 0, max: 1440, optional: true, description: '办完一件后休息的分钟 / minutes of rest after a job' })
  restMinutes?: number;
  @ObjectField(() => QuietHoursDto, { optional: true, nullable: true, description: '免打扰，null 为不设 / null: none' })
  quiet?: QuietHoursDto | null;
  @ObjectField(() => HoursDto, { optional: true, list: { max: 50 }, description: '值班 / roster' }) roster?: HoursDto[];
  @LanguagesField('说的语言 / languages spoken', 20)
  languages?: string[];
  @EnumField(TOOL_CODES, { optional: true, list: { max: 50 }, description: '有的工具 / tools at hand' })
  tools?: string[];
  @IdField({ optional: true, list: { max: 100 }, description: '也愿意帮的站 / other stations they will serve' })
  willingStationIds?: string[];
}

export class TapInput {
  @FlagField({ description: 'true 为上线，false 为下线 / on or off' }) available!: boolean;
  @DateTimeField({ optional: true, description: `${UNTIL}; 最多 72 小时 / at most 72 hours` }) until?: string;
}

export class LeaveDaysInput {
  @DayField({ description: '首日 / first day' }) from!: string;
  @DayField({ description: '末日（含） / last day' }) to!: string;
}

export class ShiftInput {
  @NumberField({ min: -180, max: 180, description: 'WGS-84' }) lng!: number;
  @NumberField({ min: -90, max: 90 }) lat!: number;
  @DateTimeField({ optional: true, description: `${UNTIL}; 最多 16 小时 / at most 16 hours` }) until?: string;
}

export class SkillInput {
  @TextField({ max: 50, optional: true, description: '须持证的技能必填 / for a skill that needs one' })
  licenceNo?: string;
  @DayField({ optional: true, description: '证件有效期末日 / the licence’s last day' }) validUntil?: string;
}

const VERDICTS: readonly Verdict[] = ['certificate', 'number', 'word', 'refused'];

export class ProofInput {
  @EnumField(VERDICTS, {
    description:
      '看过原件、查过编号、站长担保；refused 为不通过 / certificate seen, number checked, word of the head; refused',
  })
  verdict!: Verdict;
  @TextField({ max: 50, description: '所核验的证书号 / of the licence that was looked at' }) licenceNo!: string;
  @DayField() validUntil!: string;
}

const STATES: readonly LicenceState[] = ['claimed', 'expiring', 'expired'];

class LicenceDto {
  @IdField() helperId!: string;
  @TextField({ max: 50 }) name!: string;
  @TextField({ max: 50 }) skill!: string;
  @TextField({ max: 50 }) skillName!: string;
  @EnumField(STATES, { description: '待核验、三十天内到期、已过期 / to be looked at, ends within 30 days, has ended' })
  state!: LicenceState;
  @TextField({ max: 50, nullable: true }) licenceNo!: string | null;
  @DayField({ nullable: true }) validUntil!: string | null;
  @TextField({ max: 50, nullable: true, description: '申报的新证 / of the one that is claimed' })
  claimedLicenceNo!: string | null;
  @DayField({ nullable: true }) claimedValidUntil!: string | null;
}

export class LicencePageDto {
  @ObjectField(() => LicenceDto, { list: { max: 200 } }) items!: LicenceDto[];
  @TextField({ max: 500, nullable: true }) next!: string | null;
}
