import { ApiProperty } from '@nestjs/swagger';
import { EnumField, FlagField, IdField, TextField, VersionField } from '../platform/http/fields.js';
import type { Language } from '../platform/http/language.js';
import { PageQuery } from '../platform/http/paging.js';
import { climbWords, rungWords } from '../tickets/tickets.js';
import { GivenInput, TicketView } from '../tickets/tickets.dto.js';
import { limitWords, reasonWords } from './choosing/choosing.words.js';
import { LIMITS, REASON_CODES, RINGS, RUNGS, type Limit, type Ring } from './choosing/choosing.types.js';
import type { Candidate, DispatchNow } from './candidates.js';
import { OFFER_STATES, WITHDRAWN_FOR, type Offer, type OfferState } from './dispatch.store.js';
import { offerWords } from './dispatch.words.js';

export const DECLINE_REASONS = ['busy', 'away', 'unwell', 'not_my_skill', 'too_far', 'other'] as const;

export class OfferInput {
  @IdField({ description: '帮办员 / helper' })
  helperId!: string;

  @TextField({
    max: 50,
    optional: true,
    nullable: true,
    description: '只要这种技能的位置；null：不限技能的 / only a place that asks for it',
  })
  skill?: string | null;
}

export class DeclineInput extends GivenInput {
  @EnumField(DECLINE_REASONS)
  reason!: (typeof DECLINE_REASONS)[number];

  @TextField({ max: 500, optional: true, description: '补充说明 / in words' })
  words?: string;
}

export class CrewInput extends GivenInput {
  @IdField({ description: '帮办员 / helper' })
  helperId!: string;
}

export class StartInput {
  @FlagField({ optional: true, description: '同时派给这一级所有合适的人 / ask everybody of the present rung at once' })
  everybody?: boolean;
}

export class PreferInput {
  @IdField({ list: { max: 50 }, description: '先派的帮办员，按次序 / helpers to be asked first, in this order' })
  order!: string[];

  @IdField({ list: { max: 50 }, description: '不自动派的帮办员 / helpers not to be asked automatically' })
  heldBack!: string[];

  @VersionField()
  version?: number;
}

export class CandidateQuery {
  @EnumField(RINGS, {
    optional: true,
    description: '哪一级：本站（默认）、邻站、街道专业人员 / which ring; the station’s unless told',
  })
  ring?: Ring;
}

export class OfferQuery extends PageQuery {
  @FlagField({ optional: true, fromText: true, description: '只看等待答复的 / only those that wait for an answer' })
  live?: boolean;
}

export class OfferView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ format: 'uuid' }) ticketId!: string;
  @ApiProperty({ format: 'uuid' }) placeId!: string;
  @ApiProperty({ format: 'uuid' }) helperId!: string;
  @ApiProperty({ enum: [...OFFER_STATES] }) state!: OfferState;
  @ApiProperty({ format: 'date-time' }) offeredAt!: Date;
  @ApiProperty({ format: 'date-time' }) expiresAt!: Date;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) answeredAt!: Date | null;
  @ApiProperty({ type: String, enum: [...DECLINE_REASONS, ...WITHDRAWN_FOR], nullable: true }) reason!: string | null;
  @ApiProperty({ description: '给被派者看的话 / what it tells who was asked' }) words!: string;
}

export function offerView(offer: Offer, language: Language): OfferView {
  const { id, ticketId, placeId, helperId, state, offeredAt, expiresAt, answeredAt, reason } = offer;
  const words = offerWords(offer, language);
  return { id, ticketId, placeId, helperId, state, offeredAt, expiresAt, answeredAt, reason, words };
}

export class MyOfferView extends OfferView {
  @ApiProperty({ type: TicketView, nullable: true, description: '撤回或超时后为空 / null once it is not yours to see' })
  ticket!: TicketView | null;
}

export class MyOfferPage {
  @ApiProperty({ type: [MyOfferView] }) items!: MyOfferView[];
  @ApiProperty({ type: String, nullable: true }) next!: string | null;
}

export class ReasonView {
  @ApiProperty({ enum: [...REASON_CODES] }) code!: string;
  @ApiProperty({ description: '加分（可为负）/ points, added up' }) points!: number;
  @ApiProperty({ type: Number, nullable: true, description: '米、件、秒或 0–1 / metres, tickets, seconds or a share' })
  value!: number | null;
  @ApiProperty() words!: string;
}

export class CandidateView {
  @ApiProperty({ format: 'uuid' }) helperId!: string;
  @ApiProperty() name!: string;
  @ApiProperty() profession!: string;
  @ApiProperty({ description: '外站支援 / of another station' }) borrowed!: boolean;
  @ApiProperty({ description: '手上的件数 / tickets in hand' }) load!: number;
  @ApiProperty() capacity!: number;
  @ApiProperty({ type: Number, nullable: true, description: '米 / metres' }) distance!: number | null;
  @ApiProperty({ type: [String], description: '今天有效的技能 / skills that count today' }) skills!: string[];
  @ApiProperty({ description: '合适程度，越大越好 / more is better' }) score!: number;
  @ApiProperty({ description: '估计会及时接受的机会，0–1 / chance to accept in time' }) accepts!: number;
  @ApiProperty({ type: [ReasonView] }) reasons!: ReasonView[];
  @ApiProperty({
    type: String,
    enum: [...LIMITS],
    nullable: true,
    description: '为什么不自动派 / why not asked automatically',
  })
  limit!: Limit | null;
  @ApiProperty({ type: String, nullable: true }) limitWords!: string | null;
}

export function candidateView({ reasons, limit, skills, ...candidate }: Candidate, language: Language): CandidateView {
  return {
    ...candidate,
    skills: [...skills],
    reasons: reasons.map((reason) => ({ ...reason, words: reasonWords(reason, language) })),
    limit,
    limitWords: limit === null ? null : limitWords(limit, language),
  };
}

export class ClimbView {
  @ApiProperty({ enum: [...RUNGS] }) from!: string;
  @ApiProperty({ enum: [...RUNGS] }) to!: string;
  @ApiProperty({ format: 'date-time' }) at!: Date;
  @ApiProperty({ description: '为什么上一级没有成 / why the rung before failed' }) words!: string;
}

export class ChosenView {
  @ApiProperty({ format: 'uuid' }) offerId!: string;
  @ApiProperty({ format: 'uuid' }) helperId!: string;
  @ApiProperty({ enum: [...RINGS] }) rung!: string;
  @ApiProperty() score!: number;
  @ApiProperty() accepts!: number;
  @ApiProperty({ description: '可派的人数 / how many could be asked' }) candidates!: number;
  @ApiProperty({ description: '同时派的人数 / how many were asked at once for the place' }) atOnce!: number;
  @ApiProperty({ description: '与几件一起定的 / solved together with so many tickets' }) together!: number;
  @ApiProperty({ type: [ReasonView] }) reasons!: ReasonView[];
}

/** Where a ticket stands on the ladder. */
export class DispatchView {
  @ApiProperty({ enum: [...RUNGS] }) rung!: string;
  @ApiProperty() rungWords!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: '空：还没开始 / null: not begun' })
  rungSince!: Date | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) lookAgainAt!: Date | null;
  @ApiProperty({ description: '站长手工派 / the head picks by hand' }) stopped!: boolean;
  @ApiProperty({ type: [String] }) order!: string[];
  @ApiProperty({ type: [String] }) heldBack!: string[];
  @ApiProperty({ type: [ClimbView], description: '走过的各级，早的在前 / rungs climbed, oldest first' })
  climbs!: ClimbView[];
  @ApiProperty({ type: [ChosenView], description: '每次自动派单的依据 / what each automatic choice was made of' })
  chosen!: ChosenView[];
}

export function dispatchView({ kept, climbs, offers }: DispatchNow, language: Language): DispatchView {
  return {
    rung: kept.rung,
    rungWords: rungWords(kept.rung, language),
    rungSince: kept.rungSince,
    lookAgainAt: kept.dueAt,
    stopped: kept.stopped,
    order: kept.headOrder,
    heldBack: kept.heldBack,
    climbs: climbs.map(({ at, changes }) => ({
      from: String(changes.fromRung),
      to: String(changes.rung),
      at,
      words: climbWords(changes, language),
    })),
    chosen: offers.flatMap(({ id, helperId, chosen }) =>
      chosen === null
        ? []
        : {
            offerId: id,
            helperId,
            rung: chosen.rung,
            score: chosen.score.total,
            accepts: chosen.score.accepts,
            candidates: chosen.candidates,
            atOnce: chosen.atOnce,
            together: chosen.together,
            reasons: chosen.score.reasons.map((reason) => ({ ...reason, words: reasonWords(reason, language) })),
          },
    ),
  };
}
