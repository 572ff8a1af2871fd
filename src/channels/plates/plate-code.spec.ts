import { plateCode, readPlateCode } from './plate-code.js';

const keys = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const keyOf = (version: number) => keys[version];
const code = plateCode({ version: 1, number: 4711 }, keys[1] as Buffer);

describe('the code of a door plate', () => {
  it('is twelve letters that say what they were made of', () => {
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    expect(readPlateCode(code, keyOf)).toEqual({ version: 1, number: 4711 });
    const last = { version: 0, number: 2 ** 25 - 1 };
    expect(readPlateCode(plateCode(last, keys[0] as Buffer), keyOf)).toEqual(last);
  });

  it('is read as people write it', () => {
    const looks = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    for (const written of [code.replaceAll('-', ''), looks, ` ${code}\n`])
      expect(readPlateCode(written, keyOf)).toEqual({ version: 1, number: 4711 });
  });

  it('any letter changed, cut or added is no code of ours', () => {
    for (let at = 0; at < code.length; at += 1) {
      if (code[at] === '-') continue;
      for (const letter of '0A7Z') {
        if (letter === code[at]) continue;
        expect(readPlateCode(code.slice(0, at) + letter + code.slice(at + 1), keyOf)).toBeNull();
      }
    }
    for (const other of ['', code.slice(1), `${code}0`, '0'.repeat(12), 'U'.repeat(12), '10号楼', '\u0000'])
      expect(readPlateCode(other, keyOf)).toBeNull();
  });

  it('signed by a key that is not there, or by another one, is no code of ours', () => {
    expect(readPlateCode(code, () => undefined)).toBeNull();
    expect(readPlateCode(code, () => keys[0])).toBeNull();
    expect(readPlateCode(plateCode({ version: 5, number: 1 }, Buffer.alloc(32)), keyOf)).toBeNull();
  });

  it('a hundred thousand guesses hit nothing', () => {
    let state = 7;
    const letter = () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Math.floor(state / 67_108_864)] ?? '';
    };
    const hits = Array.from({ length: 100_000 }, () =>
      readPlateCode(Array.from({ length: 12 }, letter).join(''), () => keys[0]),
    );
    expect(hits.filter((hit) => hit !== null)).toEqual([]);
  });
});
