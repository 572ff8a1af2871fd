import { IdField, TextField } from '../../platform/http/fields.js';
import { GivenInput } from '../tickets.dto.js';

export class MergeInput extends GivenInput {
  @IdField({ description: '并入哪个事项：由它给所有人答复 / the ticket that answers for all' })
  into!: string;

  @TextField({ max: 2_000, optional: true, description: '为什么 / why' })
  reason?: string;
}
