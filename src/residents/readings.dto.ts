import { DateTimeField, EnumField, IdField, ObjectField, TextField } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/paging.js';

const SUBJECTS = ['resident', 'account', 'door'] as const;

export class ReadingsQuery extends PageQuery {
  @IdField({ optional: true, description: '谁看的 / who read' }) accountId?: string;
  @IdField({ optional: true, description: '看的是谁 / of whom' }) subjectId?: string;
  @DateTimeField({ optional: true, description: '从此时起 / from then on' }) from?: string;
  @DateTimeField({ optional: true, description: '到此时为止 / before then' }) to?: string;
}

export class ReadingDto {
  @IdField() id!: string;
  @DateTimeField() at!: Date;
  @IdField({ nullable: true, description: '空：系统，或居民凭链接 / null: the system, or a resident by a link' })
  accountId!: string | null;
  @TextField({ max: 50, nullable: true }) accountName!: string | null;
  @EnumField(SUBJECTS) subject!: (typeof SUBJECTS)[number];
  @IdField({ nullable: true, description: '空：没有查到 / null: nobody was found' }) subjectId!: string | null;
  @TextField({ max: 30, list: { max: 20 } }) fields!: string[];
  @IdField({ nullable: true }) ticketId!: string | null;
  @TextField({ max: 50 }) purpose!: string;
}

export class ReadingPageDto {
  @ObjectField(() => ReadingDto, { list: { max: 200 } }) items!: ReadingDto[];
  @TextField({ max: 500, nullable: true }) next!: string | null;
}
