import { ApiProperty } from '@nestjs/swagger';
import { DateTimeField, FlagField, IdField, IntField, PhoneField, TextField } from '../../platform/http/fields.js';
import type { Met } from '../../tickets/tickets.js';

/** The token travels in the body only: addresses are logged and remembered by others. */
export class LinkInput {
  @TextField({ max: 100, description: '链接里 # 之后的一段 / what follows # in the link' })
  token!: string;
}

export class LinkReopenInput extends LinkInput {
  @TextField({ max: 2_000, optional: true, description: '哪里没好 / what is not good' })
  reason?: string;
}

export class LinkUrgeInput extends LinkInput {
  @TextField({ max: 2_000, optional: true, description: '想说的 / anything to say' })
  words?: string;
}

export class LinkCommentInput extends LinkInput {
  @TextField({ max: 2_000, description: '想补充的 / what there is to add' })
  text!: string;
}

export class LinkAppointmentInput extends LinkInput {
  @DateTimeField({ description: '最早 / not before' })
  from!: string;

  @DateTimeField({ description: '最晚，14 天以内 / not after; within 14 days' })
  to!: string;
}

export class LinkRateInput extends LinkInput {
  @IntField({ min: 1, max: 5, description: '几颗星 / stars' })
  stars!: number;
}

export class LinkDeclineInput extends LinkInput {
  @IdField({ description: '帮办员 / the helper' })
  helperId!: string;

  @FlagField({ description: 'true 为不要再派这位，false 为撤回 / never again, or taken back' })
  declined!: boolean;
}

export class MetView implements Met {
  @ApiProperty({ format: 'uuid' }) helperId!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ description: '您说过不要再派这位 / you said never again' }) declined!: boolean;
}

export class StatusInput {
  @TextField({ max: 30, description: '编号 / reference' })
  reference!: string;

  @PhoneField({ description: '报修时的电话 / the phone number it was asked with' })
  phone!: string;
}
