import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import type { Sql } from '../../platform/database/database.js';
import { Parameters } from '../../platform/database/statement.js';
import type { State } from '../ticket.js';
import { visibility } from '../tickets.store.js';

export interface SimilarRow {
  id: string;
  categoryName: string;
  categoryNameEn: string;
  buildingId: string | null;
  building: string | null;
  openedAt: Date;
  lng: number | null;
  lat: number | null;
}

/** What the desk sees of it besides. */
export interface DeskSimilarRow extends SimilarRow {
  reference: string;
  state: State;
  unit: string | null;
  urged: number;
}

interface Around {
  areaPath: string;
  categoryId: string;
  since: string;
}

const SELECTED = `t.id, c.name AS "categoryName", c.name_en AS "categoryNameEn", t.building_id AS "buildingId", b.name AS building,
              t.opened_at AS "openedAt", coalesce(b.lng, t.lng) AS lng, coalesce(b.lat, t.lat) AS lat`;
const FROM = `FROM tickets t JOIN categories c ON c.id = t.category_id LEFT JOIN buildings b ON b.id = t.building_id`;
const UNRESOLVED = `t.state IN ('triage', 'open', 'assigned', 'in_progress', 'on_hold')`;

/** More than is ever shown: the nearest are chosen of them. */
const LOOKED_AT = 100;

@Injectable()
export class SimilarStore {
  /** Newest first. `since`: the smallest id of that time; ids grow with it. */
  open(sql: Sql, { areaPath, categoryId, since }: Around): Promise<SimilarRow[]> {
    return sql.rows(
      `SELECT ${SELECTED} ${FROM}
        WHERE t.area_path = $1 AND t.id >= $3::uuid AND t.category_id = $2 AND NOT t.confidential AND NOT c.confidential
          AND ${UNRESOLVED}
        ORDER BY t.id DESC LIMIT ${LOOKED_AT}`,
      [areaPath, categoryId, since],
    );
  }

  /** The same as far as the actor may see it. */
  openFor(sql: Sql, { areaPath, categoryId, since }: Around, actor: Actor, now: Date): Promise<DeskSimilarRow[]> {
    const given = new Parameters();
    return sql.rows(
      `SELECT ${SELECTED}, t.reference, t.state, t.unit, t.urged ${FROM}
        WHERE t.area_path = ${given.value(areaPath)} AND t.id >= ${given.value(since)}::uuid
          AND t.category_id = ${given.value(categoryId)} AND ${UNRESOLVED} AND ${visibility(actor, now, given)}
        ORDER BY t.id DESC LIMIT ${LOOKED_AT}`,
      given.values,
    );
  }
}
