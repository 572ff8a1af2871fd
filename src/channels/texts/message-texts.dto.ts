import {
  DateTimeField,
  EnumField,
  FlagField,
  IdField,
  IntField,
  ObjectField,
  TextField,
} from '../../platform/http/fields.js';
import type { Language } from '../../platform/http/language.js';
import { LANGUAGES, TEXT_KEYS, type TextKey, type Variable } from './default-texts.js';

const VERSION = { min: 0, max: 2_147_483_647 };

class TextVariableDto {
  @TextField({ max: 20 }) name!: Variable;
  @FlagField({ description: '不能少 / must be there' }) required!: boolean;
  @TextField({ max: 100, description: '举例，预览用 / an example, to preview with' }) sample!: string;
}

export class MessageTextDto {
  @EnumField(TEXT_KEYS) key!: TextKey;
  @EnumField(LANGUAGES) language!: Language;
  @EnumField(['sms', 'reply'], { description: '短信，或对来信的答复 / a text message, or an answer to one' })
  kind!: 'sms' | 'reply';
  @TextField({ max: 500 }) text!: string;
  @TextField({ max: 500, description: '默认的文字 / as it comes' }) original!: string;
  @IntField({ ...VERSION, description: '0：没有改过 / 0: never changed' }) version!: number;
  @DateTimeField({ nullable: true }) changedAt!: Date | null;
  @IdField({ nullable: true }) changedBy!: string | null;
  @ObjectField(() => TextVariableDto, { list: { max: 10 } }) variables!: TextVariableDto[];
}

export class MessageTextInput {
  @TextField({ max: 500, nullable: true, description: '空：恢复默认 / null: the default again' }) text!: string | null;
  @IntField({
    ...VERSION,
    optional: true,
    description:
      '您看到的版本：其间有变化就不改，答 changed-meanwhile / the version that you looked at: where it has changed since, nothing is done',
  })
  version?: number;
}
