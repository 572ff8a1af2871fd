/** `code` of a system or database error (ENOENT, SQLSTATE). By shape: errors of another realm are no `instanceof Error`. */
export function errorCode(thrown: unknown): string | undefined {
  return memberOf(thrown, 'code');
}

/** The constraint that a statement ran into. */
export function brokenConstraint(thrown: unknown): string | undefined {
  return memberOf(thrown, 'constraint');
}

function memberOf(thrown: unknown, name: string): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !(name in thrown)) return undefined;
  const value: unknown = (thrown as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
}
