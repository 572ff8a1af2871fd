import { ApiProperty } from '@nestjs/swagger';
import { DateTimeField, EnumField, FlagField, IdField } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/paging.js';
import { WordsInput } from '../callers/callers.dto.js';
import { CONFIRMATIONS, OUTCOMES, type Confirmation, type Outcome } from '../ticket.js';
import { PersonPart } from '../views.dto.js';

export class CallBackQuery extends PageQuery {
  @EnumField(['confirm', 'check'], {
    optional: true,
    description:
      'confirm：等居民确认的（默认）；check：抽查代居民确认的 / waiting for the resident; confirmed for them, and drawn',
  })
  kind?: 'confirm' | 'check';

  @IdField({ optional: true })
  stationId?: string;

  @IdField({ optional: true })
  categoryId?: string;

  @FlagField({ optional: true, fromText: true, description: '只看现在该打的 / only those to be rung by now' })
  due?: boolean;
}

export class CallBackInput extends WordsInput {
  @FlagField({ description: '接通了；好了另报确认，没好另报重办 / reached; then confirm or reopen' })
  reached!: boolean;

  @DateTimeField({ optional: true, description: '没接通：何时再打，14 天以内 / not reached: when to try again' })
  callAgainAt?: string;
}

export class CheckInput extends WordsInput {
  @FlagField({ description: '居民说确实办好了；否则重办 / the resident agrees; otherwise it is reopened' })
  agrees!: boolean;
}

export class CallBackLine {
  @ApiProperty({ format: 'uuid' }) ticketId!: string;
  @ApiProperty() reference!: string;
  @ApiProperty() category!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) stationId!: string | null;
  @ApiProperty({ type: String, nullable: true }) stationName!: string | null;
  @ApiProperty({ type: String, enum: [...OUTCOMES] }) outcome!: Outcome;
  @ApiProperty() outcomeWords!: string;
  @ApiProperty({ type: String, enum: [...CONFIRMATIONS], nullable: true }) confirmation!: Confirmation | null;
  @ApiProperty({ format: 'date-time', description: '何时报告办结；抽查：何时代为确认 / when resolved, or confirmed' })
  at!: Date;
  @ApiProperty({ type: PersonPart, description: '已遮盖；号码见 contact / masked: see contact' }) caller!: PersonPart;
  @ApiProperty({ description: '本轮打过几次 / tries in this round' }) attempts!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) callAgainAt!: Date | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: '届时视为确认 / silence confirms then',
  })
  silenceDue!: Date | null;
}

export class CallBackPage {
  @ApiProperty({ type: [CallBackLine] }) items!: CallBackLine[];
  @ApiProperty({ type: String, nullable: true, description: '下一页用 after 带回 / hand back as `after`' })
  next!: string | null;
}
