import { ValidationPipe, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { encodeFault, isId } from './fields.js';
import { RefusedError } from './refusal.js';

/** A fault of a field before it is put into the reader's language. */
export interface FieldFault {
  field: string;
  code: string;
  args: Record<string, string | number>;
}

function faultsOf(errors: ValidationError[], parent: string): FieldFault[] {
  return errors.flatMap((error) => {
    const field = parent === '' ? error.property : `${parent}.${error.property}`;
    const own = Object.entries(error.constraints ?? {}).map(([constraint, message]) => {
      const coded = constraint === 'whitelistValidation' ? encodeFault('unknown-field') : message;
      const [code = '', json = ''] = coded.split(/\|(.*)/s);
      // class-validator's own words (a nested value that is no object, say) carry no code
      if (!json.startsWith('{')) return { field, code: 'wrong-format', args: {} };
      const args = JSON.parse(json) as Record<string, string | number>;
      return { field: args.index === undefined ? field : `${field}.${args.index}`, code, args };
    });
    // one fault a field is enough to mend it
    return own.length > 0 ? own.slice(0, 1) : faultsOf(error.children ?? [], field);
  });
}

/** Every fault of the input at once, each with the field it is in. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) =>
      new RefusedError({ refused: 'invalid-input', more: { faults: faultsOf(errors, '') } }),
  });
}

/** A path parameter that must be an id. */
export class IdPipe implements PipeTransform<string, string> {
  transform(value: string, metadata: ArgumentMetadata): string {
    if (isId(value)) return value.toLowerCase();
    const fault: FieldFault = { field: metadata.data ?? 'id', code: 'not-an-id', args: {} };
    throw new RefusedError({ refused: 'invalid-input', more: { faults: [fault] } });
  }
}

/** An id, or `me`: oneself. */
export class IdOrMePipe extends IdPipe {
  override transform(value: string, metadata: ArgumentMetadata): string {
    return value === 'me' ? value : super.transform(value, metadata);
  }
}
