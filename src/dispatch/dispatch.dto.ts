import { ApiProperty } from '@nestjs/swagger';
import { EnumField, FlagField, IdField, TextField } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/paging.js';
import { GivenInput, TicketView } from '../tickets/tickets.dto.js';
import { OFFER_STATES, type OfferState } from './dispatch.js';

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
  @ApiProperty({ type: String, enum: [...DECLINE_REASONS], nullable: true }) reason!: string | null;
}

export class MyOfferView extends OfferView {
  @ApiProperty({ type: TicketView, nullable: true, description: '撤回或超时后为空 / null once it is not yours to see' })
  ticket!: TicketView | null;
}

export class MyOfferPage {
  @ApiProperty({ type: [MyOfferView] }) items!: MyOfferView[];
  @ApiProperty({ type: String, nullable: true }) next!: string | null;
}

export class CandidateView {
  @ApiProperty({ format: 'uuid' }) helperId!: string;
  @ApiProperty() name!: string;
  @ApiProperty() profession!: string;
  @ApiProperty({ description: '外站支援 / of another station' }) borrowed!: boolean;
  @ApiProperty() onDuty!: boolean;
  @ApiProperty({ description: '手上的件数 / tickets in hand' }) load!: number;
  @ApiProperty() capacity!: number;
  @ApiProperty({ type: Number, nullable: true, description: '米 / metres' }) distance!: number | null;
  @ApiProperty({ type: [String], description: '今天有效的技能 / skills that count today' }) skills!: string[];
  @ApiProperty({ description: '这件已派过 / was asked for this ticket' }) asked!: boolean;
}
