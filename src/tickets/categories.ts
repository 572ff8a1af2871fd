import { Injectable } from '@nestjs/common';
import { administersAll, type Actor } from '../accounts/actor.js';
import { Clock } from '../platform/clock.js';
import { Database, making, type Sql, type Tx } from '../platform/database/database.js';
import { brokenConstraint } from '../platform/error-code.js';
import type { Refusal } from '../platform/http/refusal.js';
import { newId } from '../platform/outbox.js';
import { Stations } from '../stations/stations.js';
import { questionsFault } from './questions/questions.policy.js';
import type { Category } from './ticket.js';

const SELECTED = `id, version, code, parent_id AS "parentId", name, name_en AS "nameEn",
  selectable AND retired_at IS NULL AS selectable, urgency, dispatch, confidential,
  accept_seconds AS "acceptSeconds", arrive_seconds AS "arriveSeconds", resolve_seconds AS "resolveSeconds", round_the_clock AS "roundTheClock",
  offer_seconds AS "offerSeconds", head_seconds AS "headSeconds", crew, deadlines,
  duration_minutes AS "durationMinutes", pair, questions`;

export type NewCategory = Omit<Category, 'id' | 'version' | 'questions'> & Partial<Pick<Category, 'questions'>>;

/** What can be changed of a category; which code it has, and what it lies under, stands in reports. */
export type CategoryChange = Partial<Omit<Category, 'id' | 'version' | 'code' | 'parentId' | 'selectable'>>;
const COLUMNS = [
  ['name', 'name', 'text'],
  ['nameEn', 'name_en', 'text'],
  ['urgency', 'urgency', 'text'],
  ['dispatch', 'dispatch', 'text'],
  ['confidential', 'confidential', 'boolean'],
  ['acceptSeconds', 'accept_seconds', 'int'],
  ['arriveSeconds', 'arrive_seconds', 'int'],
  ['resolveSeconds', 'resolve_seconds', 'int'],
  ['roundTheClock', 'round_the_clock', 'boolean'],
  ['offerSeconds', 'offer_seconds', 'int'],
  ['headSeconds', 'head_seconds', 'int'],
  ['crew', 'crew', 'jsonb'],
  ['deadlines', 'deadlines', 'jsonb'],
  ['durationMinutes', 'duration_minutes', 'int'],
  ['pair', 'pair', 'text'],
  ['questions', 'questions', 'jsonb'],
] as const satisfies readonly (readonly [keyof CategoryChange, string, string])[];

function faultOf(thrown: unknown): Refusal<'category-code-taken' | 'unknown-category' | 'category-malformed'> {
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
    case 'categories_questions_check':
      return { refused: 'category-malformed' };
    default:
      throw thrown;
  }
}

/** What a ticket can be about: decides crew, deadlines, confidentiality and who starts dispatch. */
@Injectable()
export class Categories {
  private kept = { version: '', categories: new Map<string, Category>() };

  constructor(
    private readonly database: Database,
    private readonly stations: Stations,
    private readonly clock: Clock,
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

  async create(category: NewCategory, by: Actor): Promise<Category | Refusal> {
    // categories hold for the whole installation
    if (!administersAll(by)) return { refused: 'whole-installation-only' };
    const skills = await this.stations.skillCodes(this.database);
    // a place that nobody could ever fill
    if (category.crew.some(({ skill }) => skill !== null && !skills.includes(skill))) {
      return { refused: 'unknown-skill', field: 'crew' };
    }
    const { questions = [] } = category;
    const fault = questionsFault(questions);
    if (fault !== undefined) return fault;
    const made = { ...category, questions, id: newId(), version: 1 };
    try {
      await this.database.transaction((tx) => this.import(tx, [made]), making(by.request, made.id));
      return made;
    } catch (thrown) {
      return faultOf(thrown);
    }
  }

  /**
   * Only what is given; for tickets that are opened from now on: those that are open keep their crew and their deadlines. `version`: the
   * one that was looked at; where it has changed since, nothing is done.
   */
  async change(id: string, given: CategoryChange, by: Actor, version?: number): Promise<Category | Refusal> {
    if (!administersAll(by)) return { refused: 'whole-installation-only' };
    const skills = await this.stations.skillCodes(this.database);
    if (given.crew?.some(({ skill }) => skill !== null && !skills.includes(skill)) === true) {
      return { refused: 'unknown-skill', field: 'crew' };
    }
    const fault = questionsFault(given.questions ?? []);
    if (fault !== undefined) return fault;
    const set = COLUMNS.filter(([name]) => given[name] !== undefined).map(
      ([name, column]) => `${column} = r."${name}"`,
    );
    let changed = 0;
    try {
      if (set.length > 0) {
        changed = await this.database.run(
          `UPDATE categories c SET version = c.version + 1, ${set.join(', ')}
             FROM jsonb_to_record($2::jsonb) AS r (${COLUMNS.map(([name, , type]) => `"${name}" ${type}`).join(', ')})
            WHERE c.id = $1 AND c.retired_at IS NULL AND ($3::int IS NULL OR c.version = $3)`,
          [id, JSON.stringify(given), version],
        );
      }
      const now = await this.database.one<Category>(
        `SELECT ${SELECTED} FROM categories WHERE id = $1 AND retired_at IS NULL`,
        [id],
      );
      if (now === undefined) return { refused: 'not-found' };
      return set.length > 0 && changed === 0 ? { refused: 'changed-meanwhile' } : now;
    } catch (thrown) {
      return faultOf(thrown);
    }
  }

  /** Nothing new is opened of it; what is open goes on, and what was counted stays. One that sorts others in use stays. */
  async retire(id: string, by: Actor): Promise<undefined | Refusal> {
    if (!administersAll(by)) return { refused: 'whole-installation-only' };
    const below = await this.database.one(
      'SELECT 1 FROM categories WHERE parent_id = $1 AND retired_at IS NULL LIMIT 1',
      [id],
    );
    if (below !== undefined) return { refused: 'category-sorts-others' };
    const retired = await this.database.run(
      'UPDATE categories SET retired_at = $2 WHERE id = $1 AND retired_at IS NULL',
      [id, this.clock.now()],
    );
    return retired === 0 ? { refused: 'not-found' } : undefined;
  }

  async import(tx: Tx, categories: (NewCategory & { id: string })[]): Promise<void> {
    await tx.run(
      `INSERT INTO categories (id, code, parent_id, name, name_en, selectable, urgency, dispatch, confidential, accept_seconds,
         arrive_seconds, resolve_seconds, round_the_clock, offer_seconds, head_seconds, crew, deadlines, duration_minutes,
         pair, questions)
       SELECT c.id, c.code, c."parentId", c.name, c."nameEn", c.selectable, c.urgency, c.dispatch, c.confidential,
              c."acceptSeconds", c."arriveSeconds", c."resolveSeconds", c."roundTheClock", c."offerSeconds",
              c."headSeconds", c.crew, c.deadlines, c."durationMinutes", c.pair, coalesce(c.questions, '[]')
         FROM jsonb_to_recordset($1) AS c (id uuid, code text, "parentId" uuid, name text, "nameEn" text, selectable boolean,
           urgency text, dispatch text, confidential boolean, "acceptSeconds" int, "arriveSeconds" int, "resolveSeconds" int,
           "roundTheClock" boolean, "offerSeconds" int, "headSeconds" int, crew jsonb, deadlines jsonb, "durationMinutes" int,
           pair text, questions jsonb)`,
      [JSON.stringify(categories)],
    );
  }
}
