import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty } from '@nestjs/swagger';
import {
  DateTimeField,
  EnumField,
  FlagField,
  IdField,
  IntField,
  ObjectField,
  TextField,
  VersionField,
} from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/paging.js';
import { PlaceInput } from '../routing/place.dto.js';
import type { Given } from './ticket.changes.js';
import { TOOL_CODES } from '../stations/stations.js';
import { HOLD_KINDS, HOLD_REASONS, type HoldKind, type HoldReason } from './holds/hold.js';
import { QuestionsField, type QuestionInput } from './questions/questions.dto.js';
import { OUTCOMES, PAIRS, STATES, URGENCIES, type Outcome, type Pair, type State, type Urgency } from './ticket.js';

export { ClaimView } from './claims/claims.dto.js';
export { AnswerInput, AnswersField, QuestionInput } from './questions/questions.dto.js';
export { RequesterView, TicketView } from './views.dto.js';

const WORDS = 2_000;

/** What any change may tell beside itself. */
export class GivenInput {
  @EnumField(['web', 'phone', 'counter', 'paper'], {
    optional: true,
    description: '怎么得知的，默认 web / how it was told',
  })
  channel?: 'web' | 'phone' | 'counter' | 'paper';

  @DateTimeField({
    optional: true,
    description: '补记：实际发生时间，7 天以内（站长、接线员）/ recorded afterwards: when it happened',
  })
  happenedAt?: string;

  @VersionField()
  version?: number;
}

export function givenOf(body: GivenInput & { onBehalfOf?: string }): Given {
  return {
    version: body.version,
    channel: body.channel,
    happenedAt: body.happenedAt === undefined ? undefined : new Date(body.happenedAt),
    onBehalfOf: body.onBehalfOf,
  };
}

export class OnBehalfInput extends GivenInput {
  @IdField({ optional: true, description: '站长替这位帮办员记录 / the head records it for this helper' })
  onBehalfOf?: string;
}

export class PlaceTicketInput extends GivenInput {
  @ObjectField(() => PlaceInput)
  place!: PlaceInput;

  @TextField({ max: 50, optional: true, description: '单元 / entrance' })
  unit?: string;
}

export class HandOverInput extends GivenInput {
  @IdField({ description: '移交到 / to this station' })
  stationId!: string;

  @TextField({ max: WORDS, description: '原因 / why' })
  reason!: string;
}

export class EscalateInput extends GivenInput {
  @IntField({ min: 1, max: 4, optional: true, description: '1 社区，2 街道，3 区，4 市；默认上一级 / default: one up' })
  level?: number;

  @TextField({ max: WORDS, description: '原因 / why' })
  reason!: string;
}

export class HoldInput extends GivenInput {
  @EnumField(HOLD_KINDS, {
    optional: true,
    description:
      '挂账（默认），或延期：办结时限后移，须批准 / a hold (default), or an extension, which is approved first',
  })
  kind?: HoldKind;

  @DateTimeField({ description: '挂账到；延期：新的办结时限 / until; of an extension the new deadline to resolve' })
  until!: string;

  @EnumField(HOLD_REASONS, {
    optional: true,
    description:
      '等材料、等第三方、居民要求、天气、等经费、其他（默认） / material, somebody else, the resident, weather, budget, other (default)',
  })
  reasonCode?: HoldReason;

  @TextField({ max: WORDS, description: '原因 / why' })
  reason!: string;
}

export class ResolveInput extends OnBehalfInput {
  @EnumField(OUTCOMES, { description: '办结方式 / outcome' })
  outcome!: Outcome;

  @TextField({ max: WORDS, description: '怎么办的 / what was done' })
  note!: string;
}

export class ConfirmInput extends GivenInput {
  @EnumField(['call_back', 'slip'], { description: '电话回访或纸条 / a call-back or a paper slip' })
  way!: 'call_back' | 'slip';
}

export class ReopenInput extends GivenInput {
  @TextField({ max: WORDS, optional: true, description: '哪里没好 / what is not good' })
  reason?: string;
}

export class ReasonInput extends GivenInput {
  @TextField({ max: WORDS })
  reason!: string;
}

export class LeaveInput extends ReasonInput {
  @IdField()
  helperId!: string;
}

export class CommentInput extends GivenInput {
  @TextField({ max: WORDS })
  text!: string;
}

export class RateInput extends GivenInput {
  @IntField({ min: 1, max: 5 })
  stars!: number;
}

export class TicketQuery extends PageQuery {
  @IdField({ optional: true })
  stationId?: string;

  @TextField({
    optional: true,
    max: 100,
    pattern: new RegExp(`^(${STATES.join('|')})(,(${STATES.join('|')}))*$`),
    description: '状态，逗号分隔 / states, separated by commas',
  })
  states?: string;

  @FlagField({ optional: true, fromText: true, description: '轮到我办的 / my move is next' })
  mine?: boolean;

  @FlagField({ optional: true, fromText: true, description: '我登记的 / that I opened' })
  opened?: boolean;

  @FlagField({ optional: true, fromText: true, description: '我在帮办组的 / I am in the crew' })
  crew?: boolean;

  @TextField({ optional: true, max: 30, description: '编号 / reference' })
  reference?: string;

  @IdField({ optional: true })
  categoryId?: string;

  @EnumField(['hold-approval'], { optional: true, description: '等我批准挂起的 / with a hold that I may approve' })
  awaiting?: 'hold-approval';
  @IdField({
    optional: true,
    description: '这栋楼的：合并之前看看有没有同样的 / of this building: is there one alike?',
  })
  buildingId?: string;

  @FlagField({ optional: true, fromText: true, description: '被催过的 / that were urged' })
  urged?: boolean;

  @DateTimeField({ optional: true, description: '从何时起报告办结的 / whose outcome was reported since then' })
  resolvedSince?: string;
}

export class ResultView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: [...STATES] }) state!: State;
  @ApiProperty() version!: number;
}

/** An endpoint that changes a ticket, and answers with its id, state and version. */
export const Change = (summary: string) =>
  applyDecorators(HttpCode(200), ApiOperation({ summary }), ApiOkResponse({ type: ResultView }));

export class PhotoView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() width!: number;
  @ApiProperty() height!: number;
  @ApiProperty() bytes!: number;
}

export class CrewRoleInput {
  @TextField({ max: 50, nullable: true, description: '技能代码，空为不限 / code of the skill; null: anyone' })
  skill!: string | null;

  @IntField({ min: 1, max: 20 })
  size!: number;

  @EnumField(TOOL_CODES, { optional: true, list: { max: 20 }, description: '各自要带的工具 / what each brings along' })
  tools?: string[];
}

const YEAR_S = 31_536_000;

export class SecondsInput {
  @IntField({ min: 1, max: YEAR_S, description: '秒 / seconds' })
  acceptSeconds!: number;

  @IntField({ min: 1, max: YEAR_S, optional: true, description: '秒，默认同类别 / seconds; default: the category’s' })
  arriveSeconds?: number;

  @IntField({ min: 1, max: YEAR_S, description: '秒 / seconds' })
  resolveSeconds!: number;
}

export class DeadlinesInput {
  @ObjectField(() => SecondsInput, { optional: true })
  urgent?: SecondsInput;

  @ObjectField(() => SecondsInput, { optional: true })
  critical?: SecondsInput;
}

export class CategoryInput {
  @TextField({ max: 100, pattern: /^[a-z0-9-]+(\.[a-z0-9-]+)*$/ })
  code!: string;

  @IdField({ nullable: true })
  parentId!: string | null;

  @TextField({ max: 50 })
  name!: string;

  @TextField({ max: 100 })
  nameEn!: string;

  @FlagField({ description: '可选；不可选的只用来归类 / false: it only sorts others' })
  selectable!: boolean;

  @EnumField(URGENCIES)
  urgency!: Urgency;

  @EnumField(['auto', 'head'])
  dispatch!: 'auto' | 'head';

  @FlagField()
  confidential!: boolean;

  @IntField({ min: 1, max: YEAR_S, description: '秒 / seconds' })
  acceptSeconds!: number;

  @IntField({
    min: 1,
    max: YEAR_S,
    optional: true,
    nullable: true,
    description: '到场时限，秒；空：不用上门 / until somebody is there, seconds; null: nobody has to come',
  })
  arriveSeconds?: number | null;

  @IntField({ min: 1, max: YEAR_S, description: '秒 / seconds' })
  resolveSeconds!: number;

  @FlagField()
  roundTheClock!: boolean;

  @IntField({ min: 1, max: 86_400, description: '派单等待的秒数 / how long an offer waits, seconds' })
  offerSeconds!: number;

  @IntField({
    min: 1,
    max: 86_400,
    description: '等站长派单的秒数 / how long the head has before it goes automatically',
  })
  headSeconds!: number;

  @ObjectField(() => CrewRoleInput, { list: { max: 10 } })
  crew!: CrewRoleInput[];

  @IntField({
    min: 1,
    max: 1440,
    optional: true,
    description: '大约要多少分钟，含路上，默认 60 / minutes that it takes, with the way there; 60 unless told',
  })
  durationMinutes?: number;

  @EnumField(PAIRS, {
    optional: true,
    description:
      '须两人同去：从不（默认）、夜里上门且对方独自在家、总是 / two go: never (unless told), at night to somebody alone, always',
  })
  pair?: Pair;

  @ObjectField(() => DeadlinesInput, {
    optional: true,
    nullable: true,
    description: '紧急、特急时另定的时限 / other seconds where the urgency is raised',
  })
  deadlines?: DeadlinesInput | null;

  @QuestionsField()
  questions?: QuestionInput[];
}

export class CategoryChangeInput {
  @VersionField() version?: number;
  @TextField({ max: 50, optional: true }) name?: string;
  @TextField({ max: 100, optional: true }) nameEn?: string;
  @EnumField(URGENCIES, { optional: true }) urgency?: Urgency;
  @EnumField(['auto', 'head'], { optional: true }) dispatch?: 'auto' | 'head';
  @FlagField({ optional: true }) confidential?: boolean;
  @IntField({ min: 1, max: YEAR_S, optional: true }) acceptSeconds?: number;
  @IntField({ min: 1, max: YEAR_S, optional: true, nullable: true }) arriveSeconds?: number | null;
  @IntField({ min: 1, max: YEAR_S, optional: true }) resolveSeconds?: number;
  @FlagField({ optional: true }) roundTheClock?: boolean;
  @IntField({ min: 1, max: 86_400, optional: true }) offerSeconds?: number;
  @IntField({ min: 1, max: 86_400, optional: true }) headSeconds?: number;
  @ObjectField(() => CrewRoleInput, { list: { max: 10 }, optional: true }) crew?: CrewRoleInput[];
  @IntField({ min: 1, max: 1440, optional: true }) durationMinutes?: number;
  @EnumField(PAIRS, { optional: true }) pair?: Pair;
  @ObjectField(() => DeadlinesInput, { optional: true, nullable: true }) deadlines?: DeadlinesInput | null;
  @QuestionsField() questions?: QuestionInput[];
}

export class CategoryView extends CategoryInput {
  declare durationMinutes: number;
  declare pair: Pair;
  declare questions: QuestionInput[];
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ description: '随每次改动加一 / goes up with each change' }) version!: number;
}
