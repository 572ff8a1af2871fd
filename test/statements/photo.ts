import sharp from 'sharp';

/** A grey square. */
export function tinyPhoto(): Promise<Buffer> {
  return sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } })
    .jpeg()
    .toBuffer();
}
