import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Body, Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';
import { TEST_APP_KEY } from '../../../test/support/app-key.mjs';
import { testDatabase, type TestDatabase } from '../../../test/support/harness.js';
import { readConfig } from '../config.js';
import { Database, type RequestKey } from '../database/database.js';
import { Log } from '../log.js';
import { newId } from '../outbox.js';
import { PlatformModule } from '../platform.module.js';
import { TextField } from './fields.js';
import { AnswerNotKept, IdempotencyKey } from './idempotency.js';
import type { Refusal } from './refusal.js';
import { fastifyAdapter, setUpHttp } from './server.js';

class Wish {
  @TextField({ max: 100 })
  text!: string;
}

@Controller('wishes')
class WishesController {
  constructor(private readonly database: Database) {}

  /** Takes a moment, as real work does; 'refused' is refused after it has written. */
  @Post()
  make(
    @Body() wish: Wish,
    @IdempotencyKey() key: RequestKey | undefined,
  ): Promise<{ id: string; text: string } | Refusal<'not-found'>> {
    const id = newId();
    return this.database.transaction(
      async (tx) => {
        await tx.run('INSERT INTO wishes VALUES ($1, $2)', [id, wish.text]);
        await sleep(100);
        return wish.text === 'refused' ? { refused: 'not-found' as const } : { id, text: wish.text };
      },
      key && { ...key, subject: id },
    );
  }

  @Post('secret')
  @AnswerNotKept()
  secret(@Body() wish: Wish, @IdempotencyKey() key: RequestKey | undefined): Promise<{ id: string; text: string }> {
    return this.database.transaction(() => Promise.resolve({ id: newId(), text: wish.text }), key);
  }

  /** As slowly as the text says, in milliseconds. */
  @Post('slow')
  async slow(@Body() wish: Wish): Promise<{ text: string }> {
    await sleep(Number(wish.text));
    return { text: wish.text };
  }

  @Post('in-memory')
  answer(@Body() wish: Wish): { id: string; text: string } {
    return { id: newId(), text: wish.text };
  }
}

@Module({ controllers: [WishesController] })
class WishesModule {}

describe('Idempotency-Key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bangban-idempotency-'));
  let given: TestDatabase;
  let app: NestFastifyApplication;
  let database: Database;

  beforeAll(async () => {
    given = await testDatabase('empty');
    const config = readConfig({
      DATA_DIR: folder,
      DATABASE_URL: given.url,
      APP_KEY: TEST_APP_KEY,
      ROLE: 'api',
      LOG_LEVEL: 'silent',
    });
    const platform = await PlatformModule.with({ config, databaseUrl: given.url });
    app = await NestFactory.create<NestFastifyApplication>(
      { module: WishesModule, imports: [platform] },
      fastifyAdapter(new Log('silent')),
      { logger: false, bodyParser: false },
    );
    await setUpHttp(app);
    await app.listen(0, '127.0.0.1');
    database = app.get(Database);
    await database.run('CREATE TABLE wishes (id uuid PRIMARY KEY, text text NOT NULL)');
  });
  beforeEach(async () => {
    await database.run('TRUNCATE wishes, idempotency_keys');
  });
  afterAll(async () => {
    await app.close();
    await given.drop();
    rmSync(folder, { recursive: true });
  });

  const post = async (text: string, key?: string, path = '/wishes') => {
    const asked = request(await app.getUrl()).post(path);
    return key === undefined ? asked.send({ text }) : asked.set('Idempotency-Key', key).send({ text });
  };
  const wishes = () => database.rows('SELECT 1 FROM wishes');

  it.each(['/wishes', '/wishes/in-memory'])('POST %s answers the same again, and says so', async (path) => {
    const first = await post('a bench', 'key-1', path);
    expect(first.status).toBe(201);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    const second = await post('a bench', 'key-1', path);
    expect(second.status).toBe(201);
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect((await post('a bench', 'key-2', path)).body).not.toEqual(first.body);
  });

  it('takes effect each time without a key, once with one', async () => {
    await post('a bench');
    await post('a bench');
    expect(await wishes()).toHaveLength(2);
    await post('a lamp', 'key-1');
    await post('a lamp', 'key-1');
    expect(await wishes()).toHaveLength(3);
  });

  it('refuses the same key with another body, and does nothing', async () => {
    await post('a bench', 'key-1');
    const other = await post('a lamp', 'key-1');
    expect(other.status).toBe(422);
    expect(other.body).toMatchObject({ code: 'idempotency-key-reused' });
    expect(await wishes()).toHaveLength(1);
  });

  it('keeps the keys of different routes apart', async () => {
    await post('a bench', 'key-1');
    expect((await post('a lamp', 'key-1', '/wishes/in-memory')).status).toBe(201);
  });

  it('of twins at the same time one takes effect, and all get its answer', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => post('a bench', 'key-1')));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(4);
    expect(await wishes()).toHaveLength(1);
  });

  it('of twins with different bodies one takes effect, the other is refused', async () => {
    const answers = await Promise.all([post('a bench', 'key-1'), post('a lamp', 'key-1')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    expect(await wishes()).toHaveLength(1);
  });

  it('of two bodies at once under a handler without a transaction the first answer stays, the other is refused', async () => {
    const [slow, quick] = await Promise.all([
      post('400', 'key-1', '/wishes/slow'),
      post('50', 'key-1', '/wishes/slow'),
    ]);
    expect(quick.status).toBe(201);
    expect(slow.body).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    expect((await post('50', 'key-1', '/wishes/slow')).headers['idempotency-replayed']).toBe('true');
  });

  it('keeps no answer that is a secret: each request is answered anew', async () => {
    const first = await post('a bench', 'key-1', '/wishes/secret');
    const second = await post('a bench', 'key-1', '/wishes/secret');
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.id).not.toBe(first.body.id);
    expect(await database.rows('SELECT 1 FROM idempotency_keys')).toEqual([]);
  });

  it('does not keep a refusal: nothing was done, and the key is free', async () => {
    expect((await post('refused', 'key-1')).status).toBe(404);
    expect(await wishes()).toHaveLength(0);
    expect(await database.rows('SELECT 1 FROM idempotency_keys')).toHaveLength(0);
    expect((await post('a bench', 'key-1')).status).toBe(201);
  });

  it.each(['', 'with blank', 'x'.repeat(201)])('refuses the malformed key "%s"', async (key) => {
    const answer = await post('a bench', key);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'idempotency-key-malformed' });
    expect(await wishes()).toHaveLength(0);
  });

  it.each(['/wishes', '/wishes/in-memory'])('POST %s forgets the key after 24 hours', async (path) => {
    const first = await post('a bench', 'key-1', path);
    await database.run("UPDATE idempotency_keys SET created_at = now() - interval '24 hours 1 second'");
    const later = await post('a lamp', 'key-1', path);
    expect(later.status).toBe(201);
    expect(later.body).not.toEqual(first.body);
    // and from then on it is that of the later request
    const again = await post('a lamp', 'key-1', path);
    expect(again.body).toEqual(later.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  it('names what was made when the answer itself was lost', async () => {
    const first = await post('a bench', 'key-1');
    await database.run('UPDATE idempotency_keys SET answer = NULL');
    const again = await post('a bench', 'key-1');
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ code: 'already-done', subject: first.body.id });
  });

  it('keeps the answer encrypted', async () => {
    await post('call Wang at door 402', 'key-1');
    const rows = await database.rows<{ row: string; answer: Buffer }>(
      'SELECT k::text AS row, answer FROM idempotency_keys k',
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.answer.includes('door')).toBe(false);
    expect(rows[0]?.row).not.toContain('door');
    expect(rows[0]?.answer.includes(Buffer.from('402'))).toBe(false);
  });
});
