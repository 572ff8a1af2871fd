import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from './error-code.js';
import { isId } from './http/fields.js';

/** Files beside the database, by id: two levels of folders, so that none grows too large. */
export class Files {
  constructor(private readonly dataDir: string) {}

  /** Written under another name first: a file that is there is whole. */
  async write(id: string, bytes: Buffer): Promise<void> {
    const path = this.path(id);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, bytes, { flush: true });
    await rename(`${path}.new`, path);
  }

  async read(id: string): Promise<Buffer | null> {
    try {
      return await readFile(this.path(id));
    } catch (thrown) {
      if (errorCode(thrown) === 'ENOENT') return null;
      throw thrown;
    }
  }

  async remove(id: string): Promise<void> {
    await rm(this.path(id), { force: true });
  }

  // the last digits of a UUIDv7 are random: folders fill evenly
  private path(id: string): string {
    if (!isId(id)) throw new Error('a file is named by an id');
    return join(this.dataDir, 'files', id.slice(-2), id.slice(-4, -2), id);
  }
}
