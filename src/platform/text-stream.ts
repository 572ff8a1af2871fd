import { TextDecoder } from 'node:util';
import { RefusedError } from './http/refusal.js';
import './csv.problems.js';

/** What is looked at to tell the encoding: text of 300 bytes in GB18030 is never UTF-8 by chance, a word of two letters may be. */
const ENOUGH = 300;
/** As many bytes are held back for it, at most. */
const HELD = 1024 * 1024;

/**
 * The text of a stream of bytes, as it comes: UTF-8, with its mark or without, or GB18030.
 * @throws RefusedError csv-wrong-encoding
 */
export async function* textOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let held = Buffer.alloc(0);
  for await (const chunk of bytes) {
    if (decoder !== undefined) {
      yield decode(decoder, chunk);
      continue;
    }
    held = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk]);
    // both are ASCII where they are ASCII
    const from = held.findIndex((byte) => byte > 0x7f);
    const plain = from < 0 ? held.length : from;
    if (plain > 0) {
      yield held.toString('latin1', 0, plain);
      held = held.subarray(plain);
    }
    if (tells(held)) {
      decoder = decoderOf(held);
      yield decode(decoder, held);
    }
  }
  if (decoder === undefined) {
    decoder = decoderOf(held);
    yield decode(decoder, held);
  }
  yield decode(decoder, undefined);
}

function tells(held: Uint8Array): boolean {
  if (held.length > HELD) return true;
  let signs = 0;
  for (const byte of held) if (byte > 0x7f) signs += 1;
  return signs >= ENOUGH;
}

function decoderOf(held: Uint8Array): TextDecoder {
  try {
    // a sign that is cut in two at the end is no fault
    new TextDecoder('utf-8', { fatal: true }).decode(held, { stream: true });
    return new TextDecoder('utf-8', { fatal: true });
  } catch {
    return new TextDecoder('gb18030', { fatal: true });
  }
}

function decode(decoder: TextDecoder, bytes: Uint8Array | undefined): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch {
    throw new RefusedError({ refused: 'csv-wrong-encoding' });
  }
}
