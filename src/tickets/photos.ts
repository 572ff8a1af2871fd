import { Injectable } from '@nestjs/common';
import sharp from 'sharp';
import type { Refusal } from '../platform/http/refusal.js';
import { newId } from '../platform/outbox.js';
import { Files } from '../platform/storage.js';
import type { Photo } from './record.store.js';

/** 1,600 px: a crack in a railing can be seen, and a page of ten photos still loads on a phone. */
const LONGEST_SIDE = 1_600;
/** 50 million pixels: more than a phone's camera makes, less than what fills the memory. */
const PIXELS = 50_000_000;

/** Pictures as they are kept: JPEG, turned upright, without metadata (a phone writes down where it was). */
@Injectable()
export class Photos {
  constructor(private readonly files: Files) {}

  /** The file is there before the row that names it. */
  async store(bytes: Buffer): Promise<Photo | Refusal<'not-a-photo'>> {
    let made: { data: Buffer; info: { width: number; height: number; size: number } };
    try {
      const image = sharp(bytes, { limitInputPixels: PIXELS, failOn: 'error' });
      const { format } = await image.metadata();
      if (!['jpeg', 'png', 'webp'].includes(format)) return { refused: 'not-a-photo', field: 'photo' };
      made = await image
        .rotate()
        .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside', withoutEnlargement: true })
        .jpeg({ quality: 80 })
        .toBuffer({ resolveWithObject: true });
    } catch {
      return { refused: 'not-a-photo', field: 'photo' };
    }
    const id = newId();
    await this.files.write(id, made.data);
    return { id, width: made.info.width, height: made.info.height, bytes: made.info.size };
  }

  read(id: string): Promise<Buffer | null> {
    return this.files.read(id);
  }

  remove(id: string): Promise<void> {
    return this.files.remove(id);
  }
}
