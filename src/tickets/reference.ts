// H. M. Damm's quasigroup of order 10 (dissertation, Marburg 2004): one wrong digit, and two neighbours swapped, are found.
const DAMM = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
];

function check(digits: string): string {
  let interim = '0';
  for (const digit of digits) interim = DAMM[Number(interim)]?.[Number(digit)] ?? '';
  return interim;
}

/** The sequence's number with its check digit: what is read out and written down. */
export function referenceOf(sequence: number | string): string {
  return `${sequence}${check(String(sequence))}`;
}

/** Digits as somebody typed or read them; null where the check digit does not fit. */
export function readReference(text: string): string | null {
  const digits = text.normalize('NFKC').replace(/[\s-]/g, '');
  return /^\d{2,20}$/.test(digits) && check(digits) === '0' ? digits : null;
}
