import { ApiProperty } from '@nestjs/swagger';
import { IdField, ObjectField } from '../../platform/http/fields.js';
import { PlaceInput } from '../../routing/place.dto.js';
import { STATES, type State } from '../ticket.js';
import type { DeskSimilarTicket } from './similar.js';

export class DeskSimilarInput {
  @ObjectField(() => PlaceInput)
  place!: PlaceInput;

  @IdField({ description: '类别 / category' })
  categoryId!: string;
}

export class DeskSimilarView implements DeskSimilarTicket {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() reference!: string;
  @ApiProperty({ type: String, enum: [...STATES] }) state!: State;
  @ApiProperty() stateWords!: string;
  @ApiProperty() category!: string;
  @ApiProperty({ type: String, nullable: true }) building!: string | null;
  @ApiProperty({ type: String, nullable: true }) unit!: string | null;
  @ApiProperty({ description: '就在这栋楼 / in the same building' }) sameBuilding!: boolean;
  @ApiProperty({ type: 'integer', nullable: true, description: '相距多少米 / metres between the two' })
  metres!: number | null;
  @ApiProperty({ type: String, format: 'date-time' }) openedAt!: Date;
  @ApiProperty({ description: '催办次数 / times urged' }) urged!: number;
}
