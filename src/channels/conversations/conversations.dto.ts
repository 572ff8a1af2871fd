import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ObjectField, PhoneField, TextField } from '../../platform/http/fields.js';
import { PointInput } from '../../routing/place.dto.js';
import type { MessageOutcome } from './conversation.js';

const OUTCOMES = ['asked', 'opened', 'triage', 'placed', 'commented', 'urged', 'urged-already', 'thanked', 'erased'];

/** What no database keeps, such as U+0000 or half a letter, is left out: nobody's request is refused for it. */
const UNKEPT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufeff]|\p{Surrogate}/gu;

function MessageText({ max, description }: { max: number; description: string }): PropertyDecorator {
  const keep = Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.replace(UNKEPT, '').trim() : value,
  );
  const field = TextField({ min: 0, max, optional: true, description });
  return (target, property) => {
    keep(target, property);
    field(target, property);
  };
}

export class MessageInput {
  @TextField({
    max: 100,
    description: '消息编号，同一网关内不重复；重发还用它 / its number at the gateway; the same when sent again',
  })
  id!: string;

  @PhoneField({ description: '发消息的号码 / the number that wrote' })
  number!: string;

  @MessageText({ max: 10_000, description: '原话；只发定位时可不填 / the words; may be left out with a position' })
  text?: string;

  @ObjectField(() => PointInput, { optional: true, description: '定位 / where the telephone was' })
  position?: PointInput;
}

export class MessageView {
  @ApiProperty({ description: '请网关发回给居民 / for the gateway to send back' }) reply!: string;
  @ApiProperty({ format: 'uuid', description: '同一段对话 / the conversation that it belongs to' })
  conversationId!: string;
  @ApiProperty({
    type: String,
    enum: OUTCOMES,
    nullable: true,
    description: '空：已收下，稍后处理 / null: kept, and seen to later',
  })
  outcome!: MessageOutcome | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) ticketId!: string | null;
}
