import { ApiProperty } from '@nestjs/swagger';
import { COORDINATE_SYSTEMS, ROUTE_WAYS } from '../routing/routing.js';
import type { GivenPoint, RouteWay } from '../routing/routing.js';
import { CLOCKS, type ClockName } from './ticket.deadlines.js';
import { HOLD_KINDS, type HoldKind } from './holds/hold.js';
import { ACTIONS, type Action } from './ticket.lifecycle.js';
import { PAYERS, type Payer } from './materials/material.js';
import { AnswerPart } from './questions/questions.dto.js';
import { CHANNELS, CONFIRMATIONS, OUTCOMES, STATES, URGENCIES } from './ticket.js';
import type { Channel, Confirmation, Outcome, State, Urgency } from './ticket.js';
import { TICKET_EVENT_TYPES, type TicketEventType } from './tickets.events.js';

// A type that may be null is written out: it leaves no trace in the metadata.
const Nullable = (type: new () => unknown, description?: string) =>
  ApiProperty({
    type: type as new () => object,
    nullable: true,
    ...(description === undefined ? {} : { description }),
  });
const Id = (nullable = false) => ApiProperty({ type: String, format: 'uuid', nullable });
const Time = (nullable = false) => ApiProperty({ type: String, format: 'date-time', nullable });
const Code = (codes: readonly string[], nullable = false) => ApiProperty({ type: String, enum: [...codes], nullable });

export class CategoryPart {
  @Id() id!: string;
  @ApiProperty() code!: string;
  @ApiProperty() name!: string;
}

export class StationPart {
  @Id() id!: string;
  @ApiProperty() code!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ description: '帮办站电话，公开 / public line' }) phone!: string;
  @Nullable(String, '站长姓名 / name of the head') head!: string | null;
}

export class AreaPart {
  @Id() id!: string;
  @ApiProperty() code!: string;
  @ApiProperty() name!: string;
  @ApiProperty() kind!: string;
}

export class BuildingPart {
  @Id() id!: string;
  @ApiProperty() name!: string;
  @ApiProperty() address!: string;
}

export class PointPart {
  @ApiProperty() lng!: number;
  @ApiProperty() lat!: number;
}

export class GivenPointPart extends PointPart {
  @Code(COORDINATE_SYSTEMS) system!: GivenPoint['system'];
}

export class RoutePart {
  @Id() mapId!: string;
  @Code(ROUTE_WAYS) way!: RouteWay;
  @ApiProperty({ description: '为什么归这里 / why it belongs there, in words' }) reason!: string;
}

export class PersonPart {
  @Nullable(String) phone!: string | null;
  @Nullable(String) name!: string | null;
}

export class OwnerPart {
  @Id() accountId!: string;
  @ApiProperty() name!: string;
}

export class EscalationPart {
  @ApiProperty({ description: '0 帮办站，1 社区，2 街道，3 区，4 市 / 0 station to 4 city' }) level!: number;
  @ApiProperty() words!: string;
}

export class PendingHoldPart {
  @Code(HOLD_KINDS) kind!: HoldKind;
  @Time() until!: Date;
  @ApiProperty({ type: OwnerPart }) askedBy!: OwnerPart;
  @ApiProperty({ type: OwnerPart, description: '由谁批准 / who is to approve it' }) approver!: OwnerPart;
}

const Clocks = (description: string) => ApiProperty({ type: [String], enum: [...CLOCKS], description });

export class CrewPart {
  @Id() placeId!: string;
  @Nullable(String, '需要的技能，空为不限 / skill asked for; null: anyone') skill!: string | null;
  @Nullable(String, '技能的名称 / what it is called') skillName!: string | null;
  @Id(true) helperId!: string | null;
  @Nullable(String) helperName!: string | null;
  @Time(true) joinedAt!: Date | null;
}

export class TicketRef {
  @Id() id!: string;
  @ApiProperty() reference!: string;
}

export class MaterialPart {
  @Id() id!: string;
  @Nullable(String, '删除后为空 / null once erased') name!: string | null;
  @ApiProperty() quantity!: number;
  @ApiProperty() unit!: string;
  @ApiProperty({ type: 'integer', description: '分 / fen' }) cost!: number;
  @Code(PAYERS) paidBy!: Payer;
  @ApiProperty({ description: '已冲销，不计入合计 / cancelled: in no total' }) cancelled!: boolean;
}

/** In fen. */
export class MaterialTotals implements Record<Payer, number> {
  @ApiProperty() resident!: number;
  @ApiProperty() station!: number;
  @ApiProperty() street!: number;
  @ApiProperty() helper!: number;
  @ApiProperty() donated!: number;
}

export class MaterialsPart {
  @ApiProperty({ type: [MaterialPart] }) lines!: MaterialPart[];
  @ApiProperty({ type: MaterialTotals, description: '各方付的合计，分 / totals by payer, in fen' })
  totals!: MaterialTotals;
}

export class TicketView {
  @Id() id!: string;
  @ApiProperty({ description: '编号，念给居民 / to be read out' }) reference!: string;
  @Code(STATES) state!: State;
  @ApiProperty() stateWords!: string;
  @ApiProperty() version!: number;
  @ApiProperty({ type: CategoryPart }) category!: CategoryPart;
  @Code(URGENCIES) urgency!: Urgency;
  @ApiProperty() urgencyWords!: string;
  @ApiProperty() confidential!: boolean;
  @Nullable(String, '居民的原话；删除后为空 / null once erased') request!: string | null;
  @ApiProperty({
    type: [AnswerPart],
    description:
      '类别的问题和答案，按当时所问；看得到原话才有 / what the category asked then; with the request’s words',
  })
  answers!: AnswerPart[];
  @Nullable(StationPart, '空：待分派 / null: in triage') station!: StationPart | null;
  @ApiProperty({ type: AreaPart, description: '网格，或已知的最小区域 / grid, or the smallest area known' })
  area!: AreaPart;
  @Nullable(BuildingPart) building!: BuildingPart | null;
  @Nullable(String) unit!: string | null;
  @Nullable(PointPart, 'WGS-84') point!: PointPart | null;
  @Nullable(GivenPointPart, '换算前，原样 / as it was given, before it was converted')
  givenPoint!: GivenPointPart | null;
  @ApiProperty({ type: RoutePart }) route!: RoutePart;
  @Nullable(PersonPart, '已遮盖；派单未接受时为空 / masked; null before an offer is accepted')
  caller!: PersonPart | null;
  @Nullable(PersonPart) personHelped!: PersonPart | null;
  @ApiProperty({ description: '有门牌，见 contact / there is a door: see contact' }) doorGiven!: boolean;
  @ApiProperty({ type: [String], description: '被帮的人说的语言；没说为空 / what whoever is helped speaks (BCP 47)' })
  languages!: string[];
  @Nullable(OwnerPart) owner!: OwnerPart | null;
  @ApiProperty({ type: EscalationPart }) escalation!: EscalationPart;
  @Time(true) ownerDue!: Date | null;
  @Clocks('将到的时限 / deadlines that are near') nearing!: ClockName[];
  @Clocks('已超过的时限 / deadlines that were missed') missed!: ClockName[];
  @ApiProperty({ type: [CrewPart] }) crew!: CrewPart[];
  @Time() openedAt!: Date;
  @Time() acceptDue!: Date;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: '到场时限；空：不用上门 / to arrive; null: nobody has to come',
  })
  arriveDue!: Date | null;
  @Time() resolveDue!: Date;
  @ApiProperty({
    description:
      '时限暂定：节假日还没有录到那一天，这是最早的时刻 / provisional: the calendar does not reach them yet; the earliest they can be',
  })
  dueProvisional!: boolean;
  @Time(true) acceptedAt!: Date | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: '本轮到场：开始办理，或上门无人 / somebody was there this round',
  })
  arrivedAt!: Date | null;
  @Time(true) startedAt!: Date | null;
  @Time(true) resolvedAt!: Date | null;
  @Time(true) closedAt!: Date | null;
  @Time(true) holdUntil!: Date | null;
  @Nullable(PendingHoldPart, '待批准的挂账或延期 / a hold or extension that waits for approval')
  pendingHold!: PendingHoldPart | null;
  @Code(OUTCOMES, true) outcome!: Outcome | null;
  @Nullable(String) outcomeWords!: string | null;
  @Code(OUTCOMES, true) proposedOutcome!: Outcome | null;
  @Code(CONFIRMATIONS, true) confirmation!: Confirmation | null;
  @ApiProperty({ description: '返工次数 / times reopened' }) rework!: number;
  @Nullable(Number) stars!: number | null;
  @ApiProperty({ type: [String], format: 'uuid' }) photoIds!: string[];
  @Nullable(TicketRef, '已并入：由它答复 / merged: that one answers') mergedInto!: TicketRef | null;
  @ApiProperty({ type: [TicketRef], description: '并进来的 / those it answers for' }) absorbed!: TicketRef[];
  @ApiProperty({ description: '催办次数 / times urged' }) urged!: number;
  @Time(true) lastUrgedAt!: Date | null;
  @Time(true) appointmentFrom!: Date | null;
  @Time(true) appointmentTo!: Date | null;
  @ApiProperty({ description: '上门无人的次数 / times nobody was home' }) nobodyHome!: number;
  @ApiProperty({ description: '本轮回访次数 / call-backs in this round' }) callAttempts!: number;
  @Time(true) callAgainAt!: Date | null;
  @Time(true) checkedAt!: Date | null;
  @Nullable(String, '纸条编号 / number of the paper slip') slipNumber!: string | null;
  @Nullable(MaterialsPart, '用料；看不到全程纪实的为空 / null for who may not read the record')
  materials!: MaterialsPart | null;
  @ApiProperty({ type: [String], enum: [...ACTIONS], description: '您现在可以做的 / what you can do now' })
  possible!: Action[];
}

export class JoinedPart {
  @Id() helperId!: string;
  @ApiProperty() name!: string;
}

export class TicketLine {
  @Id() id!: string;
  @ApiProperty() reference!: string;
  @Code(STATES) state!: State;
  @ApiProperty() stateWords!: string;
  @Id() categoryId!: string;
  @ApiProperty() categoryName!: string;
  @Code(URGENCIES) urgency!: Urgency;
  @ApiProperty() confidential!: boolean;
  @Id(true) stationId!: string | null;
  @Id(true) buildingId!: string | null;
  @ApiProperty({ description: '楼栋，不知道时为区域 / the building, else the area' }) place!: string;
  @Nullable(String) unit!: string | null;
  @Nullable(PointPart, 'WGS-84') point!: PointPart | null;
  @Nullable(String) ownerName!: string | null;
  @ApiProperty() crewSize!: number;
  @ApiProperty() crewJoined!: number;
  @ApiProperty({ type: [JoinedPart] }) crew!: JoinedPart[];
  @Time() openedAt!: Date;
  @Time() acceptDue!: Date;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: '到场时限；空：不用上门 / to arrive; null: nobody has to come',
  })
  arriveDue!: Date | null;
  @Time() resolveDue!: Date;
  @ApiProperty({ description: '时限暂定 / provisional' }) dueProvisional!: boolean;
  @Time(true) ownerDue!: Date | null;
  @Clocks('将到的时限 / deadlines that are near') nearing!: ClockName[];
  @Clocks('已超过的时限 / deadlines that were missed') missed!: ClockName[];
  @ApiProperty() escalationLevel!: number;
  @ApiProperty() escalationWords!: string;
  @Time(true) holdRequestedUntil!: Date | null;
  @ApiProperty() rework!: number;
  @ApiProperty({ description: '催办次数 / times urged' }) urged!: number;
  @Time(true) lastUrgedAt!: Date | null;
  @Time(true) appointmentFrom!: Date | null;
  @Time(true) appointmentTo!: Date | null;
  @ApiProperty() nobodyHome!: number;
  @Time(true) acceptedAt!: Date | null;
  @Time(true) arrivedAt!: Date | null;
  @Time(true) resolvedAt!: Date | null;
  @ApiProperty() version!: number;
}

export class TicketPage {
  @ApiProperty({ type: [TicketLine] }) items!: TicketLine[];
  @Nullable(String, '下一页用 after 带回 / hand back as `after`') next!: string | null;
}

export class ContactView {
  @ApiProperty({ type: PersonPart }) caller!: PersonPart;
  @ApiProperty({ type: PersonPart }) personHelped!: PersonPart;
  @Nullable(String) unit!: string | null;
  @Nullable(String) door!: string | null;
}

export class RecordView {
  @ApiProperty() version!: number;
  @Code(TICKET_EVENT_TYPES) type!: TicketEventType;
  @ApiProperty({ description: '做了什么 / what was done' }) words!: string;
  @Nullable(String, '谁 / who') by!: string | null;
  @Nullable(String, '替谁记录 / recorded for this helper') onBehalfOf!: string | null;
  @Nullable(String, '涉及的帮办员 / the helper concerned') helper!: string | null;
  @Code(CHANNELS) channel!: Channel;
  @Time() happenedAt!: Date;
  @Time() enteredAt!: Date;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: '只有编号、代码和时间 / ids, codes and times only',
  })
  changes!: Record<string, unknown>;
  @ApiProperty({ type: [String] }) texts!: string[];
  @ApiProperty({ type: [String], format: 'uuid' }) photoIds!: string[];
}

/** What a resident sees of their own request: no names of others, no numbers. */
export class RequesterView {
  @ApiProperty() reference!: string;
  @Nullable(String, '您的求助已并入上面的编号：原来的编号 / yours was merged into it: the reference you were given')
  mergedFrom!: string | null;
  @Code(STATES) state!: State;
  @ApiProperty() stateWords!: string;
  @ApiProperty() category!: string;
  @ApiProperty({ type: [AnswerPart], description: '您答的问题 / what you were asked, and answered' })
  answers!: AnswerPart[];
  @Nullable(StationPart) station!: StationPart | null;
  @Nullable(String, '楼栋和单元 / building and entrance') place!: string | null;
  @Time() openedAt!: Date;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: '最迟何时上门 / by when somebody comes',
  })
  arriveDue!: Date | null;
  @Time() resolveDue!: Date;
  @ApiProperty({ description: '时限暂定，可能更晚 / provisional: it may be later' }) dueProvisional!: boolean;
  @Time(true) resolvedAt!: Date | null;
  @Time(true) closedAt!: Date | null;
  @Nullable(String) outcomeWords!: string | null;
  @Nullable(String, '怎么办的 / what was done') note!: string | null;
  @Nullable(Number) stars!: number | null;
  @ApiProperty({ description: '催办次数 / times urged' }) urged!: number;
  @Time(true) appointmentFrom!: Date | null;
  @Time(true) appointmentTo!: Date | null;
  @ApiProperty({ description: '帮办员上门无人的次数 / times the helpers found nobody home' }) nobodyHome!: number;
  @ApiProperty({
    description:
      '您加入的是邻居的求助：只能补充和催办 / you joined a neighbour’s request: you may add to it and urge it',
  })
  joined!: boolean;
  @ApiProperty({ type: 'integer', description: '材料费由居民付的，分 / materials that residents paid, in fen' })
  paidByResident!: number;
  @ApiProperty({
    type: [String],
    enum: ['confirm', 'reopen', 'comment', 'attach', 'rate', 'urge', 'appoint'],
    description: '现在可以做的 / possible now',
  })
  possible!: string[];
}
