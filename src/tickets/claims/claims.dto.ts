import { ApiProperty } from '@nestjs/swagger';
import { FlagField } from '../../platform/http/fields.js';
import type { Claim } from './claims.store.js';

export class ClaimInput {
  @FlagField({ optional: true, description: '别人在办也接过来 / take it over from who is on it' })
  takeOver?: boolean;
}

export class ClaimView {
  @ApiProperty({ description: '是您自己 / it is yours' }) mine!: boolean;
  @ApiProperty({ description: '谁在办 / who is on it' }) name!: string;
  @ApiProperty({ format: 'date-time' }) since!: Date;
  @ApiProperty({ format: 'date-time', description: '到时自动放开 / ends by itself' }) until!: Date;
}

export function claimView({ accountId, name, since, until }: Claim, by: { accountId: string }): ClaimView {
  return { mine: accountId === by.accountId, name, since, until };
}
