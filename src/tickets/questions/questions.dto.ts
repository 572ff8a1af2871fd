import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  EnumField,
  Field,
  FlagField,
  NumberField,
  ObjectField,
  TextField,
  textFault,
} from '../../platform/http/fields.js';
import { QUESTION_KINDS, type Choice, type GivenAnswer, type Question, type QuestionKind } from './question.js';
import { ANSWER_MAX, CHOICES, QUESTIONS } from './questions.policy.js';

const CODE = /^[a-z][a-z0-9-]*$/;
/** What people count and measure; exact as a double. */
const MOST = 1_000_000_000;

export class ChoiceInput implements Choice {
  @TextField({ max: 40, pattern: CODE, description: '代码，文字改了也不变 / stays, whatever the words become' })
  id!: string;

  @TextField({ max: 50 })
  zh!: string;

  @TextField({ max: 100, optional: true, description: '没有则显示中文 / Chinese is shown where there is none' })
  en?: string;
}

export class QuestionInput implements Question {
  @TextField({ max: 40, pattern: CODE, description: '代码，文字改了也不变 / stays, whatever the words become' })
  id!: string;

  @TextField({ max: 100, description: '问题 / what is asked' })
  zh!: string;

  @TextField({ max: 200, optional: true, description: '没有则显示中文 / Chinese is shown where there is none' })
  en?: string;

  @EnumField(QUESTION_KINDS, { description: '文字、选项、数字 / words, one of several, a number' })
  kind!: QuestionKind;

  @FlagField({ description: '必答；可以答“不知道” / has to be answered; “not known” is an answer' })
  required!: boolean;

  @ObjectField(() => ChoiceInput, { optional: true, list: CHOICES, description: '选项 / of a choice' })
  choices?: ChoiceInput[];

  @NumberField({ min: -MOST, max: MOST, optional: true, description: '数字：最小 / of a number: the least' })
  min?: number;

  @NumberField({ min: -MOST, max: MOST, optional: true, description: '数字：最大 / of a number: the most' })
  max?: number;

  @TextField({ max: 10, optional: true, description: '数字：单位 / of a number: its unit' })
  unit?: string;

  @TextField({ max: 20, optional: true })
  unitEn?: string;
}

export const QuestionsField = (): PropertyDecorator =>
  ObjectField(() => QuestionInput, {
    optional: true,
    list: { max: QUESTIONS },
    description:
      '选定类别以后问的，按此顺序；默认没有 / what is asked once it is chosen, in this order; nothing unless told',
  });

function AnswerField(): PropertyDecorator {
  const trim = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));
  const field = Field(
    (value) => (typeof value === 'number' && Math.abs(value) <= MOST ? undefined : textFault(value, ANSWER_MAX)),
    { oneOf: [{ type: 'string', minLength: 1, maxLength: ANSWER_MAX }, { type: 'number' }] },
    { nullable: true, description: '选项填其 id；不知道填 null / of a choice its id; null: not known' },
  );
  return (target, property) => {
    trim(target, property);
    field(target, property);
  };
}

export class AnswerInput implements GivenAnswer {
  @TextField({ max: 40, pattern: CODE, description: '问题的 id / id of the question' })
  question!: string;

  @AnswerField()
  answer!: string | number | null;
}

export const AnswersField = (description: string): PropertyDecorator =>
  ObjectField(() => AnswerInput, { optional: true, list: { max: QUESTIONS }, description });

/** As it was asked then. */
export class AnswerPart {
  @ApiProperty() question!: string;
  @ApiProperty({ type: String, nullable: true, description: '不知道为空 / null: not known' }) answer!: string | null;
}
