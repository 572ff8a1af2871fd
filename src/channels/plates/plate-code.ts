import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a code says: the plate, and the version of the key that signed it. */
export interface PlateClaim {
  version: number;
  number: number;
}

/** Crockford's alphabet: no I, L, O or U, so that a code can be read off a door and told by phone. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const VERSION_BITS = 5n;
const NUMBER_BITS = 25n;
/**
 * One guess in a thousand million is right, and thirty wrong ones an hour are heard of each address (plate-attempts.ts). What a
 * right one tells stands on the door for everybody; so a code can be short enough to be typed.
 */
const SIGNATURE_BITS = 30n;
const LETTERS = Number((VERSION_BITS + NUMBER_BITS + SIGNATURE_BITS) / 5n);
const NO_KEY = Buffer.alloc(32);

/** `1A2B-3C4D-5E6F`. `key`: of the claim's version, 32 bytes. */
export function plateCode(claim: PlateClaim, key: Buffer): string {
  let bits = (BigInt(claim.version) << NUMBER_BITS) | BigInt(claim.number);
  bits = (bits << SIGNATURE_BITS) | signature(claim, key);
  const letters = Array.from({ length: LETTERS }, (_, at) => {
    return ALPHABET.charAt(Number((bits >> BigInt(5 * (LETTERS - 1 - at))) & 31n));
  });
  return (letters.join('').match(/.{4}/g) ?? []).join('-');
}

/**
 * null where the code was not made by us; alike, and in the same time, for a wrong letter, an unknown version and what is no
 * code at all. Written small or large, with strokes, spaces or none, O for 0, I or L for 1.
 */
export function readPlateCode(code: string, keyOf: (version: number) => Buffer | undefined): PlateClaim | null {
  const letters = code.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  const wellFormed = letters.length === LETTERS && [...letters].every((letter) => ALPHABET.includes(letter));
  const bits = [...(wellFormed ? letters : '0'.repeat(LETTERS))].reduce(
    (read, letter) => (read << 5n) | BigInt(ALPHABET.indexOf(letter)),
    0n,
  );
  const claim = {
    version: Number(bits >> (NUMBER_BITS + SIGNATURE_BITS)),
    number: Number((bits >> SIGNATURE_BITS) & ((1n << NUMBER_BITS) - 1n)),
  };
  const key = keyOf(claim.version);
  const given = bytesOf(bits & ((1n << SIGNATURE_BITS) - 1n));
  const isOurs = timingSafeEqual(given, bytesOf(signature(claim, key ?? NO_KEY)));
  return isOurs && wellFormed && key !== undefined ? claim : null;
}

function signature({ version, number }: PlateClaim, key: Buffer): bigint {
  const signed = createHmac('sha256', key).update(`plate ${version} ${number}`).digest();
  return BigInt(signed.readUInt32BE()) >> (32n - SIGNATURE_BITS);
}

function bytesOf(bits: bigint): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(Number(bits));
  return bytes;
}
