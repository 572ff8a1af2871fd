import { textOf } from './text-stream.js';

/** 登州路 again and again, in GB18030. */
const GB = Buffer.from('b5c7d6ddc2b7', 'hex');

/** Cut at every so many bytes, so that signs are cut in two. */
async function read(bytes: Uint8Array, cut = 7): Promise<string> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += cut) yield await Promise.resolve(bytes.subarray(at, at + cut));
  }
  let text = '';
  for await (const part of textOf(chunks())) text += part;
  return text;
}

describe('the text of a stream', () => {
  const long = '代码,名称\n'.repeat(100) + '末';

  it.each([1, 2, 3, 7, 64, 100_000])('is the same whether cut at %d bytes or not', async (cut) => {
    expect(await read(Buffer.from(long), cut)).toBe(long);
    const gb = Buffer.concat([Buffer.from('code,'), ...Array<Buffer>(200).fill(GB), Buffer.from('\n')]);
    expect(await read(gb, cut)).toBe(`code,${'登州路'.repeat(200)}\n`);
  });

  it('has no mark', async () => {
    expect(await read(Buffer.from('\ufeffcode,name\n'))).toBe('code,name\n');
    expect(await read(Buffer.from(`\ufeff${long}`))).toBe(long);
  });

  it('is GB18030 where it is no UTF-8, also when it is short', async () => {
    expect(await read(GB, 1)).toBe('登州路');
    expect(await read(Buffer.from('登州路'), 1)).toBe('登州路');
  });

  it('is told by what comes after megabytes of ASCII', async () => {
    const ascii = Buffer.alloc(3_000_000, 'x');
    expect(await read(Buffer.concat([ascii, GB]), 65_536)).toBe(`${'x'.repeat(3_000_000)}登州路`);
  });

  it('is refused where it is neither, or where its end is cut off', async () => {
    const refused = { refusal: { refused: 'csv-wrong-encoding' } };
    await expect(read(Buffer.from([0x61, 0xff, 0xff]))).rejects.toMatchObject(refused);
    await expect(read(Buffer.concat([Buffer.from(long), Buffer.from([0xe7])]))).rejects.toMatchObject(refused);
    await expect(read(Buffer.concat([Buffer.from(long), GB]))).rejects.toMatchObject(refused);
  });

  it('is empty where nothing comes', async () => expect(await read(Buffer.alloc(0))).toBe(''));
});
