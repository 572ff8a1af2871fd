import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../platform/database/database.js';
import { Secrets } from '../../platform/secrets.js';
import { PlatesStore } from './plates.store.js';

const LAST_VERSION = 31;

/**
 * The keys that sign plates, encrypted in the database: a code on a door outlives the installation's key. New plates are signed
 * by the newest version; what an older one has signed stays good.
 */
@Injectable()
export class PlateKeys {
  private readonly known = new Map<number, Buffer>();

  constructor(
    private readonly database: Database,
    private readonly store: PlatesStore,
    private readonly secrets: Secrets,
  ) {}

  /** By version; read at every code that is looked at, since another process may have made one. */
  async all(sql: Sql = this.database): Promise<ReadonlyMap<number, Buffer>> {
    for (const { version, encrypted } of await this.store.keys(sql)) {
      if (!this.known.has(version)) this.known.set(version, Buffer.from(this.secrets.decrypt(encrypted), 'base64'));
    }
    return this.known;
  }

  /** The newest, made where there is none. */
  async newest(sql: Sql = this.database): Promise<{ version: number; key: Buffer }> {
    const keys = await this.all(sql);
    if (keys.size === 0) {
      await this.make(sql, 0);
      return this.newest(sql);
    }
    const version = Math.max(...keys.keys());
    return { version, key: keys.get(version) ?? Buffer.alloc(0) };
  }

  /** The version that new plates are signed by from now on. */
  async rotate(): Promise<number> {
    const { version } = await this.newest();
    if (version >= LAST_VERSION) throw new Error('all versions of plate keys are used');
    await this.make(this.database, version + 1);
    return (await this.newest()).version;
  }

  private async make(sql: Sql, version: number): Promise<void> {
    const encrypted = this.secrets.encrypt(randomBytes(32).toString('base64'));
    await this.store.insertKey(sql, { version, encrypted });
  }
}
