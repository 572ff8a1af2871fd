import { Injectable } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import { metresADegree } from '../../areas/areas.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Language } from '../../platform/http/language.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { Routing, type Place, type Routed } from '../../routing/routing.js';
import type { State } from '../ticket.js';
import { stateWords } from '../ticket.words.js';
import { SimilarStore, type SimilarRow } from './similar.store.js';

const DAY_MS = 86_400_000;
/** What has waited longer is not what somebody means who asks today. */
const DAYS = 30;
const SHOWN = 5;

/** An open request near a place, as anybody may know of it: what it is about, where it is, and since when. */
export interface SimilarTicket {
  id: string;
  category: string;
  building: string | null;
  sameBuilding: boolean;
  /** null where one of the two has no point */
  metres: number | null;
  openedAt: Date;
}

/** The same as the desk may know of it: to ask the caller about it, and to merge theirs into it. */
export interface DeskSimilarTicket extends SimilarTicket {
  reference: string;
  state: State;
  stateWords: string;
  unit: string | null;
  urged: number;
}

/** Somebody may have asked for the same thing already. */
@Injectable()
export class Similar {
  constructor(
    private readonly database: Database,
    private readonly store: SimilarStore,
    private readonly routing: Routing,
    private readonly clock: Clock,
  ) {}

  /**
   * Of the same category, in the same grid, of the last 30 days, and not resolved; never a confidential one. The same building
   * first, then the nearest. None for a place that is no more than an area.
   */
  async near(place: Place, categoryId: string, language: Language): Promise<SimilarTicket[] | Refusal> {
    const now = this.clock.now();
    const routed = this.routing.route(place, now);
    if (isRefusal(routed)) return routed;
    if (routed.gridId === null) return [];
    const rows = await this.store.open(this.database, around(routed, categoryId, now));
    return nearest(rows.map((row) => similarOf(row, routed, language)));
  }

  /** The same for who takes the call: with its reference and state, and as far as they may see it. */
  async nearFor(
    by: Actor,
    place: Place,
    categoryId: string,
    language: Language,
  ): Promise<DeskSimilarTicket[] | Refusal> {
    const now = this.clock.now();
    const routed = this.routing.route(place, now);
    if (isRefusal(routed)) return routed;
    if (routed.gridId === null) return [];
    const rows = await this.store.openFor(this.database, around(routed, categoryId, now), by, now);
    return nearest(
      rows.map((row) => ({
        ...similarOf(row, routed, language),
        reference: row.reference,
        state: row.state,
        stateWords: stateWords(row.state, language),
        unit: row.unit,
        urged: row.urged,
      })),
    );
  }
}

function around({ gridPath }: Routed, categoryId: string, now: Date) {
  return { areaPath: gridPath, categoryId, since: firstIdOf(new Date(now.getTime() - DAYS * DAY_MS)) };
}

function similarOf(row: SimilarRow, { building, point }: Routed, language: Language): SimilarTicket {
  const sameBuilding = row.buildingId !== null && row.buildingId === building?.id;
  return {
    id: row.id,
    category: language === 'zh' ? row.categoryName : row.categoryNameEn,
    building: row.building,
    sameBuilding,
    metres: sameBuilding ? 0 : metresBetween(row, point),
    openedAt: row.openedAt,
  };
}

function nearest<Found extends SimilarTicket>(found: Found[]): Found[] {
  return found.sort((a, b) => (a.metres ?? Infinity) - (b.metres ?? Infinity)).slice(0, SHOWN);
}

/** UUIDv7 begins with its milliseconds. */
function firstIdOf(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

function metresBetween(a: Pick<SimilarRow, 'lng' | 'lat'>, b: { lng: number; lat: number } | null): number | null {
  if (a.lng === null || a.lat === null || b === null) return null;
  const { east, north } = metresADegree(b.lat);
  return Math.round(Math.hypot((a.lng - b.lng) * east, (a.lat - b.lat) * north));
}
