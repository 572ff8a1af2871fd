const PLAIN_BELOW = 1 << 20;

/** The values of counted parts as numbers: 24 is 24; `24甲`, `24-1`, `a` are given codes above a million. */
export class Values {
  private readonly codes = new Map<string, number>();
  private readonly texts: string[] = [];

  /** Of a value that is in the book, or is put into it. */
  intern(text: string): number {
    const plain = plainOf(text);
    if (plain >= 0) return plain;
    const known = this.codes.get(text);
    if (known !== undefined) return known;
    const code = PLAIN_BELOW + this.texts.push(text) - 1;
    this.codes.set(text, code);
    return code;
  }

  /** -1 where no entry has it. */
  find(text: string): number {
    const plain = plainOf(text);
    return plain >= 0 ? plain : (this.codes.get(text) ?? -1);
  }

  text(code: number): string {
    return code < PLAIN_BELOW ? String(code) : (this.texts[code - PLAIN_BELOW] ?? '');
  }
}

function plainOf(text: string): number {
  if (text.length > 6) return -1;
  let value = 0;
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return text.length > 0 && value < PLAIN_BELOW ? value : -1;
}
