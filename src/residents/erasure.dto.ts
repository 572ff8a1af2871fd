import { ApiProperty } from '@nestjs/swagger';
import { DateTimeField, IdField, IntField, ObjectField, TextField } from '../platform/http/fields.js';

export class HeldDto {
  @IdField() id!: string;
  @TextField({ max: 30, nullable: true }) nameMasked!: string | null;
  @TextField({ max: 30 }) phoneMasked!: string;
  @IntField({ min: 0, max: 1_000_000, description: '事项 / tickets' }) tickets!: number;
  @IntField({
    min: 0,
    max: 1_000_000,
    description: '其中未了结的；有就不能删除 / not over yet: with one nothing is erased',
  })
  live!: number;
}

export class PersonFoundDto {
  @ObjectField(() => HeldDto, { nullable: true }) person!: HeldDto | null;
}

export class ExportDto {
  @DateTimeField() exportedAt!: Date;
  @TextField({ max: 50, nullable: true }) name!: string | null;
  @TextField({ max: 30, nullable: true }) phone!: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true, description: '各部分 / by part' })
  parts!: Record<string, unknown>;
}

export class ErasedDto {
  @DateTimeField() erasedAt!: Date;
  @IntField({ min: 0, max: 1_000_000, description: '留下的事项，不含个人信息 / tickets that stay, without the person' })
  ticketsKept!: number;
}
