import { ApiProperty } from '@nestjs/swagger';
import { EnumField } from '../../platform/http/fields.js';
import { SIDES, type DeclinedPair, type Side } from './declined.store.js';

export class DeclineHelperInput {
  @EnumField(SIDES, {
    optional: true,
    description:
      '谁不要谁；帮办员本人为 helper，站长、接线员代填默认 resident / who declined: of oneself helper, on behalf resident unless told',
  })
  side?: Side;
}

export class DeclinedView implements DeclinedPair {
  @ApiProperty({ format: 'uuid' }) helperId!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ type: String, enum: [...SIDES] }) declinedBy!: Side;
  @ApiProperty({ format: 'date-time' }) declinedAt!: Date;
}
