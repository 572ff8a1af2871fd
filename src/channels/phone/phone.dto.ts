import {
  DateTimeField,
  EnumField,
  FlagField,
  IdField,
  LanguagesField,
  ObjectField,
  PhoneField,
  TextField,
} from '../../platform/http/fields.js';
import { PlaceInput } from '../../routing/place.dto.js';
import { AnswerInput, AnswersField } from '../../tickets/tickets.dto.js';
import { URGENCIES, type Urgency } from '../../tickets/tickets.js';

export class CallerInput {
  @PhoneField({ nullable: true, description: '来电号码；没有填 null / the number that rang; null where there is none' })
  phone!: string | null;

  @TextField({ max: 50, optional: true, description: '称呼 / name' })
  name?: string;

  @FlagField({ optional: true, description: '来电人说搬到这里了：以前的住处作废 / they say that they have moved here' })
  moved?: boolean;
}

export class PersonHelpedInput {
  @PhoneField({ optional: true })
  phone?: string;

  @TextField({ max: 50, optional: true })
  name?: string;
}

export class OpenTicketInput {
  @IdField({ description: '类别 / category' })
  categoryId!: string;

  @TextField({ max: 2_000, description: '居民的原话 / the request in the resident’s words' })
  description!: string;

  @AnswersField(
    '类别的问题；必答的不能不填，不知道填 null / to what the category asks; what is required is answered, or null',
  )
  answers?: AnswerInput[];

  @ObjectField(() => PlaceInput, {
    description: '在哪里：楼栋、网格、定位或区域 / where: building, grid, point or area',
  })
  place!: PlaceInput;

  @TextField({ max: 50, optional: true, description: '单元 / entrance' })
  unit?: string;

  @TextField({ max: 100, optional: true, description: '楼层门牌（加密）/ floor and door, encrypted' })
  door?: string;

  @ObjectField(() => CallerInput, { description: '谁来电 / who rings' })
  caller!: CallerInput;

  @ObjectField(() => PersonHelpedInput, {
    optional: true,
    description: '替别人求助时：帮谁 / who is helped, if somebody else',
  })
  personHelped?: PersonHelpedInput;

  @EnumField(URGENCIES, { optional: true, description: '只能高于类别的规定 / only above that of the category' })
  urgency?: Urgency;

  @FlagField({
    optional: true,
    description: '被帮的人独自在家 / whoever is helped is alone at home',
  })
  alone?: boolean;

  @LanguagesField('被帮的人说的语言 / what whoever is helped speaks')
  languages?: string[];

  @EnumField(['phone', 'counter', 'paper'], { optional: true, description: '默认 phone / phone unless told' })
  channel?: 'phone' | 'counter' | 'paper';

  @DateTimeField({ optional: true, description: '补登：实际来电时间，7 天以内 / entered afterwards: when it came in' })
  happenedAt?: string;
}
