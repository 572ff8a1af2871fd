import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { registerDecorator, ValidateIf, ValidateNested } from 'class-validator';
import { parsePhoneNumberWithError } from 'libphonenumber-js/max';
import { DateTime } from 'luxon';
import type { fieldProblems } from './http.problems.js';

/**
 * One decorator a field: its rule (class-validator), its OpenAPI schema and its words in one place, so that what the
 * documentation says is what is enforced. A fault travels as `code|arguments` and is put into words by validation.ts.
 */
export type FieldCode = keyof typeof fieldProblems;
export type Fault = FieldCode | [FieldCode, Record<string, string | number>];
type Check = (value: unknown) => Fault | undefined;

export interface FieldOptions {
  description?: string;
  example?: unknown;
  /** may be left out */
  optional?: boolean;
  /** may be null */
  nullable?: boolean;
  /** a list of such values, of at most `max` */
  list?: { min?: number; max: number };
}

export function encodeFault(fault: Fault, index?: number): string {
  const [code, args] = typeof fault === 'string' ? [fault, {}] : fault;
  return `${code}|${JSON.stringify(index === undefined ? args : { ...args, index })}`;
}

function checkList(check: Check, { min = 0, max }: { min?: number; max: number }) {
  return (value: unknown): string | undefined => {
    if (!Array.isArray(value)) return encodeFault('not-a-list');
    if (value.length < min) return encodeFault(['too-few', { min }]);
    if (value.length > max) return encodeFault(['too-many', { max }]);
    for (const [index, item] of value.entries()) {
      const fault = check(item);
      if (fault !== undefined) return encodeFault(fault, index);
    }
    return undefined;
  };
}

/** A field by its own rule: `check` names the fault, or nothing. Exported for fields that one feature alone has. */
export function Field(check: Check, schema: ApiPropertyOptions, options: FieldOptions = {}): PropertyDecorator {
  const single = (value: unknown) => {
    const fault = check(value);
    return fault === undefined ? undefined : encodeFault(fault);
  };
  const rule = options.list === undefined ? single : checkList(check, options.list);
  const faultOf = (value: unknown): string | undefined => {
    if (value === undefined) return encodeFault('required');
    if (value === null) return options.nullable === true ? undefined : encodeFault('required');
    return rule(value);
  };
  return (target, property) => {
    ApiProperty({
      ...schema,
      required: options.optional !== true,
      ...(options.nullable === true ? { nullable: true } : {}),
      ...(options.description === undefined ? {} : { description: options.description }),
      ...(options.example === undefined ? {} : { example: options.example }),
      ...(options.list === undefined
        ? {}
        : { isArray: true, maxItems: options.list.max, minItems: options.list.min ?? 0 }),
    } as ApiPropertyOptions)(target, property);
    if (options.optional === true) ValidateIf((_, value) => value !== undefined)(target, property);
    registerDecorator({
      name: 'field',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => faultOf(value) === undefined,
        defaultMessage: (given) => faultOf(given?.value) ?? '',
      },
    });
  };
}

// C0 and C1 controls but tab, newline and carriage return; lone surrogates; U+FEFF. U+0000 cannot be stored at all.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufeff]|\p{Surrogate}/u;

/** In characters, as JSON Schema counts them; what is longer than `max` in any way of counting is not looked through. */
function lengthOf(text: string, max: number): number {
  return text.length > 2 * max ? text.length : [...text].length;
}

/** What is wrong with a text of 1 to `max` characters, for a field that takes more than texts. */
export function textFault(value: unknown, max: number, min = 1): Fault | undefined {
  if (typeof value !== 'string') return 'not-text';
  if (FORBIDDEN.test(value)) return 'forbidden-characters';
  const length = lengthOf(value, max);
  if (length < min) return ['too-short', { min }];
  return length > max ? ['too-long', { max }] : undefined;
}

/** Text of `min` (default 1) to `max` characters; leading and trailing space is dropped. */
export function TextField(options: FieldOptions & { max: number; min?: number; pattern?: RegExp }): PropertyDecorator {
  const { min = 1, max, pattern } = options;
  const trim = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));
  const field = Field(
    (value) =>
      textFault(value, max, min) ?? (pattern === undefined || pattern.test(String(value)) ? undefined : 'wrong-format'),
    {
      type: String,
      minLength: min,
      maxLength: max,
      ...(pattern === undefined ? {} : { pattern: pattern.source }),
    },
    options,
  );
  return (target, property) => {
    trim(target, property);
    field(target, property);
  };
}

/** Of every id; also for the ids in a cursor (paging.ts). */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/** An id, in lower case whatever the case it came in. */
export function IdField(options: FieldOptions = {}): PropertyDecorator {
  const lower = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value);
  const read = Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(lower) : lower(value)));
  const field = Field((value) => (isId(value) ? undefined : 'not-an-id'), { type: String, format: 'uuid' }, options);
  return (target, property) => {
    read(target, property);
    field(target, property);
  };
}

interface Range {
  min: number;
  max: number;
  /** in a query string numbers are text */
  fromText?: boolean;
}

function numeric(options: FieldOptions & Range, integer: boolean): PropertyDecorator {
  const { min, max } = options;
  const field = Field(
    (value) => {
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'not-a-number';
      if (integer && !Number.isInteger(value)) return 'not-an-integer';
      if (value < min) return ['too-small', { min }];
      return value > max ? ['too-large', { max }] : undefined;
    },
    { type: integer ? 'integer' : 'number', minimum: min, maximum: max },
    options,
  );
  const read = Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && value.trim() !== '' ? Number(value) : value,
  );
  return (target, property) => {
    if (options.fromText === true) read(target, property);
    field(target, property);
  };
}

/** BCP 47 as far as it is used here: a language, perhaps a script and a region. */
const LANGUAGE = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$/;

/** Languages that somebody speaks, `max` at most. */
export function LanguagesField(description: string, max = 5): PropertyDecorator {
  return TextField({
    max: 35,
    pattern: LANGUAGE,
    optional: true,
    list: { max },
    description: `${description} (BCP 47)`,
  });
}

export const IntField = (options: FieldOptions & Range): PropertyDecorator => numeric(options, true);
export const NumberField = (options: FieldOptions & Range): PropertyDecorator => numeric(options, false);

export function FlagField(options: FieldOptions & { fromText?: boolean } = {}): PropertyDecorator {
  const field = Field(
    (value) => (typeof value === 'boolean' ? undefined : 'not-true-or-false'),
    { type: Boolean },
    options,
  );
  const read = Transform(({ value }: { value: unknown }) =>
    value === 'true' ? true : value === 'false' ? false : value,
  );
  return (target, property) => {
    if (options.fromText === true) read(target, property);
    field(target, property);
  };
}

export function EnumField(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return Field(
    (value) =>
      typeof value === 'string' && values.includes(value) ? undefined : ['not-one-of', { values: values.join(', ') }],
    { type: String, enum: [...values] },
    options,
  );
}

/** A moment with its offset (RFC 3339); stays text in the DTO: `new Date(value)` reads it. */
export function DateTimeField(options: FieldOptions = {}): PropertyDecorator {
  const shape = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)$/;
  return Field(
    (value) =>
      typeof value === 'string' &&
      shape.test(value) &&
      DateTime.fromISO(value.toUpperCase()).isValid &&
      // an offset that does not exist
      !Number.isNaN(Date.parse(value))
        ? undefined
        : 'not-a-date-time',
    { type: String, format: 'date-time' },
    options,
  );
}

/** A local day, YYYY-MM-DD, from 1900 to 2199. */
export function DayField(options: FieldOptions = {}): PropertyDecorator {
  return Field(
    (value) =>
      typeof value === 'string' && /^(19|20|21)\d\d-\d\d-\d\d$/.test(value) && DateTime.fromISO(value).isValid
        ? undefined
        : 'not-a-day',
    { type: String, format: 'date' },
    options,
  );
}

/** The number in E.164 form, or null when it is none. Numbers without a country code are read as Chinese. */
export function readPhone(text: string): string | null {
  try {
    const phone = parsePhoneNumberWithError(text, { defaultCountry: 'CN', extract: false });
    return phone.isValid() ? phone.number : null;
  } catch {
    return null;
  }
}

/** A phone number in any usual writing; China first. The DTO carries it in E.164 form. */
export function PhoneField(options: FieldOptions = {}): PropertyDecorator {
  const read = Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && value.length <= 40 ? (readPhone(value) ?? value) : value,
  );
  const field = Field(
    (value) => (typeof value === 'string' && readPhone(value) === value ? undefined : 'not-a-phone-number'),
    { type: String, maxLength: 40 },
    { example: '+8619000000000', ...options },
  );
  return (target, property) => {
    read(target, property);
    field(target, property);
  };
}

/** A part with fields of its own; with `list`, a list of them. */
export function ObjectField(type: () => new () => object, options: FieldOptions = {}): PropertyDecorator {
  const field = Field(
    (value) => (typeof value === 'object' && !Array.isArray(value) ? undefined : 'not-an-object'),
    // a function named `type` is what the documentation resolves late
    { type: () => type() },
    options,
  );
  return (target, property) => {
    // of null there are no parts to look at
    if (options.nullable === true) ValidateIf((_, value) => value !== null)(target, property);
    ValidateNested()(target, property);
    Type(type)(target, property);
    field(target, property);
  };
}

/** Of what may be changed by two at once. */
export const VersionField = (): PropertyDecorator =>
  IntField({
    min: 1,
    max: 2_147_483_647,
    optional: true,
    description:
      '您看到的版本：其间有变化就不改，答 changed-meanwhile / the version that you looked at: where it has changed since, nothing is done',
  });
