/** `4` → `4单元`, as the building has it. */
export function unitOf(units: string[], said: string | null): string | null {
  if (said === null) return null;
  const known = units.find((unit) => unit === said || unit.replace(/单元$/, '') === said);
  return known ?? (/^[\dA-Za-z甲乙丙丁东西南北中]{1,3}$/.test(said) ? `${said}单元` : said);
}
