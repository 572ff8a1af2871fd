import { readReference, referenceOf } from './reference.js';

describe('reference', () => {
  it('is read back however it is written', () => {
    const reference = referenceOf(1000001);
    expect(reference).toHaveLength(8);
    expect(readReference(reference)).toBe(reference);
    expect(readReference(` ${reference.slice(0, 4)} ${reference.slice(4)} `)).toBe(reference);
    expect(readReference(reference.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))))).toBe(
      reference,
    );
  });

  it('one wrong digit, or two neighbours swapped, is no reference', () => {
    for (let sequence = 1000001; sequence < 1000200; sequence += 7) {
      const reference = referenceOf(sequence);
      for (let at = 0; at < reference.length; at += 1) {
        for (let digit = 0; digit < 10; digit += 1) {
          if (String(digit) === reference[at]) continue;
          expect(readReference(`${reference.slice(0, at)}${digit}${reference.slice(at + 1)}`)).toBeNull();
        }
        const [a, b] = [reference[at], reference[at + 1]];
        if (b === undefined || a === b) continue;
        expect(readReference(`${reference.slice(0, at)}${b}${a}${reference.slice(at + 2)}`)).toBeNull();
      }
    }
  });

  it('letters and nothing are no reference', () => {
    for (const text of ['', 'x', '12a', '1', '9'.repeat(21)]) expect(readReference(text)).toBeNull();
  });
});
