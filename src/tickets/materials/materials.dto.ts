import { EnumField, IntField, NumberField, ObjectField, TextField } from '../../platform/http/fields.js';
import { GivenInput } from '../tickets.dto.js';
import { PAYERS, type Payer } from './material.js';

class MaterialInput {
  @TextField({ max: 100, description: '什么 / what' })
  name!: string;

  @NumberField({ min: 0.001, max: 1_000_000, description: '数量 / how much' })
  quantity!: number;

  @TextField({ max: 10, description: '单位 / of which unit' })
  unit!: string;

  @IntField({ min: 0, max: 10_000_000, description: '这一笔共多少分 / of the whole line, in fen' })
  cost!: number;

  @EnumField(PAYERS, { description: '谁付的 / who paid' })
  paidBy!: Payer;
}

export class MaterialsInput extends GivenInput {
  @ObjectField(() => MaterialInput, { list: { min: 1, max: 50 } })
  items!: MaterialInput[];
}
