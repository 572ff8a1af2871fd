/**
 * A refusal that a user can cause: a value, not an exception (docs/architecture.md, Errors). `refused` is the stable code;
 * its status and words stand in the catalogue of the feature that refuses.
 */
export interface Refusal<Code extends string = string> {
  refused: Code;
  /** the field of the input that is at fault */
  field?: string;
  /** what the words of the catalogue are filled with */
  args?: Record<string, string | number>;
  /** members of the problem beside the standard ones, such as what is possible now */
  more?: Record<string, unknown>;
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value && typeof value.refused === 'string';
}

/** For where a value cannot be handed back: a guard, a pipe, a stream's handler. */
export class RefusedError extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.refused);
  }
}
