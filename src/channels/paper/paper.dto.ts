import {
  DateTimeField,
  EnumField,
  FlagField,
  IdField,
  ObjectField,
  PhoneField,
  TextField,
} from '../../platform/http/fields.js';
import { PlaceInput } from '../../routing/place.dto.js';
import { OUTCOMES, type Outcome } from '../../tickets/tickets.js';

class SlipCallerInput {
  @PhoneField({ optional: true, description: '电话，纸条上有才填 / where the slip has one' })
  phone?: string;

  @TextField({ max: 50, optional: true, description: '称呼 / name' })
  name?: string;
}

export class SlipInput {
  @IdField({ description: '类别 / category' })
  categoryId!: string;

  @TextField({ max: 2_000, description: '求什么 / what was asked for' })
  description!: string;

  @ObjectField(() => PlaceInput)
  place!: PlaceInput;

  @TextField({ max: 50, optional: true, description: '单元 / entrance' })
  unit?: string;

  @TextField({ max: 100, optional: true, description: '楼层门牌（加密）/ floor and door, encrypted' })
  door?: string;

  @ObjectField(() => SlipCallerInput, { optional: true, description: '谁求助的 / who asked' })
  caller?: SlipCallerInput;

  @IdField({ list: { min: 1, max: 20 }, description: '谁办的：本站帮办员 / who did it: helpers of the station' })
  helperIds!: string[];

  @DateTimeField({ description: '何时求助，7 天以内 / when it was asked for, within 7 days' })
  openedAt!: string;

  @DateTimeField({ optional: true, description: '何时开始 / when work began' })
  startedAt?: string;

  @DateTimeField({ description: '何时办完 / when it was finished' })
  resolvedAt!: string;

  @DateTimeField({ optional: true, description: '居民何时签字 / when the resident signed' })
  confirmedAt?: string;

  @EnumField(OUTCOMES, { description: '办结方式；“办成”以外的由站长补录 / outcome; any other than done by the head' })
  outcome!: Outcome;

  @TextField({ max: 2_000, description: '怎么办的 / what was done' })
  note!: string;

  @FlagField({
    description:
      '居民签了字：接线员补录即确认，站长补录的仍要回访 / signed: confirmed where an operator enters it; a head never confirms',
  })
  signed!: boolean;

  @TextField({ max: 50, optional: true, description: '纸条编号，一站一号 / number on the slip, once a station' })
  slipNumber?: string;
}
