import { TextField } from '../../platform/http/fields.js';
import { GivenInput } from '../tickets.dto.js';

export class WordsInput extends GivenInput {
  @TextField({ max: 2_000, optional: true, description: '原话 / in their words' })
  words?: string;
}
