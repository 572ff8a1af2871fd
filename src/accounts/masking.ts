/** `+8619000000127` → `190****0127`: enough to recognise a number that one knows, too little to ring it. */
export function maskPhone(e164: string): string {
  const national = e164.replace(/^\+86/, '');
  const mobile = /^(1\d\d)\d{4}(\d{4})$/.exec(national);
  if (mobile !== null) return `${mobile[1]}****${mobile[2]}`;
  // a landline or a foreign number: never more than a third of its digits
  const shown = Math.min(4, Math.floor(national.replace('+', '').length / 3));
  return `****${shown === 0 ? '' : national.slice(-shown)}`;
}

/** `张小明` → `张**`: always two stars, so that the length of the name is not told. */
export function maskName(name: string): string {
  const [first = ''] = name.trim();
  return first === '' ? '**' : `${first}**`;
}
