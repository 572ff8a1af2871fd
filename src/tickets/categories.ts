import { Injectable } from '@nestjs/common';
import { administersAll, type Actor } from '../accounts/actor.js';
import { Database, making, type Sql, type Tx } from '../platform/database/database.js';
import { brokenConstraint } from '../platform/error-code.js';
import type { Refusal } from '../platform/http/refusal.js';
import { newId } from '../platform/outbox.js';
import { Stations } from '../stations/stations.js';
import type { Category } from './ticket.js';

const SELECTED = `id, code, parent_id AS "parentId", name, name_en AS "nameEn", selectable, urgency, dispatch, confidential,
  accept_seconds AS "acceptSeconds", arrive_seconds AS "arriveSeconds", resolve_seconds AS "resolveSeconds", round_the_clock AS "roundTheClock",
  offer_seconds AS "offerSeconds", head_seconds AS "headSeconds", crew, deadlines,
  duration_minutes AS "durationMinutes", pair`;

/** What a ticket can be about: decides crew, deadlines, confidentiality and who starts dispatch. */
@Injectable()
export class Categories {
  private kept = { version: '', categories: new Map<string, Category>() };

  constructor(
    private readonly database: Database,
    private readonly stations: Stations,
  ) {}

  /** From memory, as new as the request (stations/directory.ts). */
  async byId(sql: Sql, id: string): Promise<Category | undefined> {
    return (await this.byIds(sql, [id])).get(id);
  }

  /** Those of the ids that there are: one statement at most, and none for what is in memory. */
  async byIds(sql: Sql, ids: string[]): Promise<Map<string, Category>> {
    const found = new Map<string, Category>();
    // what is read may be older than a change that is heard of meanwhile: it is kept with what was known before
    const known = this.known();
    for (const id of new Set(ids)) {
      const category = known.get(id);
      if (category !== undefined) found.set(id, category);
    }
    const missing = [...new Set(ids)].filter((id) => !found.has(id));
    if (missing.length === 0) return found;
    const rows = await sql.rows<Category>(`SELECT ${SELECTED} FROM categories WHERE id = ANY ($1::uuid[])`, [missing]);
    for (const category of rows) {
      known.set(category.id, category);
      found.set(category.id, category);
    }
    return found;
  }

  /** Those in use, by code: a root before what it sorts. */
  async all(sql: Sql = this.database): Promise<Category[]> {
    return sql.rows<Category>(`SELECT ${SELECTED} FROM categories WHERE retired_at IS NULL ORDER BY code`);
  }

  private known(): Map<string, Category> {
    const { version } = this.stations;
    if (this.kept.version !== version) this.kept = { version, categories: new Map() };
    return this.kept.categories;
  }

  async create(
    category: Omit<Category, 'id'>,
    by: Actor,
  ): Promise<
    | Category
    | Refusal<'not-permitted' | 'category-code-taken' | 'category-malformed' | 'unknown-category' | 'unknown-skill'>
  > {
    // categories hold for the whole installation
    if (!administersAll(by)) return { refused: 'not-permitted' };
    const skills = await this.stations.skillCodes(this.database);
    // a place that nobody could ever fill
    if (category.crew.some(({ skill }) => skill !== null && !skills.includes(skill))) {
      return { refused: 'unknown-skill', field: 'crew' };
    }
    const made = { ...category, id: newId() };
    try {
      await this.database.transaction((tx) => this.import(tx, [made]), making(by.request, made.id));
      return made;
    } catch (thrown) {
      switch (brokenConstraint(thrown)) {
        case 'categories_code_key':
          return { refused: 'category-code-taken', field: 'code' };
        case 'categories_parent_id_fkey':
          return { refused: 'unknown-category', field: 'parentId' };
        case 'categories_dispatch_check':
        case 'categories_seconds_check':
        case 'categories_arrive_check':
        case 'categories_crew_check':
        case 'categories_deadlines_check':
          return { refused: 'category-malformed' };
        default:
          throw thrown;
      }
    }
  }

  async import(tx: Tx, categories: Category[]): Promise<void> {
    await tx.run(
      `INSERT INTO categories (id, code, parent_id, name, name_en, selectable, urgency, dispatch, confidential, accept_seconds,
         arrive_seconds, resolve_seconds, round_the_clock, offer_seconds, head_seconds, crew, deadlines, duration_minutes,
         pair)
       SELECT c.id, c.code, c."parentId", c.name, c."nameEn", c.selectable, c.urgency, c.dispatch, c.confidential,
              c."acceptSeconds", c."arriveSeconds", c."resolveSeconds", c."roundTheClock", c."offerSeconds",
              c."headSeconds", c.crew, c.deadlines, c."durationMinutes", c.pair
         FROM jsonb_to_recordset($1) AS c (id uuid, code text, "parentId" uuid, name text, "nameEn" text, selectable boolean,
           urgency text, dispatch text, confidential boolean, "acceptSeconds" int, "arriveSeconds" int, "resolveSeconds" int,
           "roundTheClock" boolean, "offerSeconds" int, "headSeconds" int, crew jsonb, deadlines jsonb, "durationMinutes" int,
           pair text)`,
      [JSON.stringify(categories)],
    );
  }
}
