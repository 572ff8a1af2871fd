import { Injectable } from '@nestjs/common';
import { Areas } from '../../areas/areas.js';
import type { Sql, Tx } from '../../platform/database/database.js';
import { isRefusal } from '../../platform/http/refusal.js';
import { Routing, type AddressHints, type Place, type Resolution } from '../../routing/routing.js';
import { Callers } from '../../tickets/tickets.js';
import { Plates } from '../plates/plates.js';
import type { Candidate, Conversation, Position, Question } from './conversation.js';
import { ConversationsStore } from './conversations.store.js';
import { unitOf } from '../requests/unit.js';
import type { Evidence } from './place.policy.js';

/** What can be found out about where something is, and how places are called. */
@Injectable()
export class Places {
  constructor(
    private readonly store: ConversationsStore,
    private readonly routing: Routing,
    private readonly callers: Callers,
    private readonly plates: Plates,
    private readonly areas: Areas,
  ) {}

  async evidence(tx: Tx, { id, residentId }: Conversation, text: string, codes: string[]): Promise<Evidence> {
    const { places } = await this.callers.knownPlaces(tx, residentId);
    const told = await this.store.position(tx, id);
    const known = places.filter(({ former }) => !former);
    const position = told === null ? null : this.positionOf(told);
    const near = position === null ? undefined : { lng: position.lng, lat: position.lat };
    return {
      plate: await this.plateIn(tx, codes),
      resolution: this.resolved(text, { known: known.map(({ buildingId }) => buildingId), near }),
      position,
      known,
      gridOf: (buildingId) => this.gridOf(buildingId),
    };
  }

  /** Only what was asked about may be meant. */
  among(text: string, { candidates }: Question): Resolution | null {
    if (candidates.length === 0) return null;
    return this.resolved(text, { among: candidates.map(({ buildingId }) => buildingId) });
  }

  /** How the candidates are called, in their order. */
  async names(sql: Sql, candidates: Candidate[]): Promise<string[]> {
    const rows = await this.areas.buildingsByIds(
      sql,
      candidates.map(({ buildingId }) => buildingId),
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    return candidates.map(({ buildingId, unit }) => {
      const building = byId.get(buildingId);
      return `${building?.name ?? ''}${unitOf(building?.units ?? [], unit) ?? ''}`;
    });
  }

  /** As the building's own units are called. */
  async unit(sql: Sql, { buildingId }: Place, said: string | null): Promise<string | null> {
    if (said === null) return null;
    const [building] = buildingId === undefined ? [] : await this.areas.buildingsByIds(sql, [buildingId]);
    return unitOf(building?.units ?? [], said);
  }

  /**
   * For the desk: the smallest area that holds all that may be meant. Its grid only where several buildings fit and all lie in it,
   * so that the station is right whichever is meant; around where the telephone was, if nothing else is known; else the root.
   */
  async area(tx: Tx, { id, question }: Pick<Conversation, 'id' | 'question'>): Promise<Place> {
    const candidates = (question?.candidates ?? []).map(({ buildingId }) => ({ buildingId }));
    const point = candidates.length > 0 ? null : await this.store.position(tx, id);
    const paths = [...candidates, ...(point === null ? [] : [{ point }])].flatMap((place) => {
      const routed = this.routing.route(place);
      return isRefusal(routed) ? [] : [routed.gridPath];
    });
    const codes = commonCodes(paths);
    const isWhole = paths.length > 0 && `${codes.join('.')}.` === paths[0];
    const sure = question?.why === 'several-fit' && paths.length > 1;
    const code = isWhole && !sure && codes.length > 1 ? codes.at(-2) : codes.at(-1);
    return { areaCode: code ?? (await this.store.rootCode(tx)) };
  }

  private async plateIn(tx: Tx, codes: string[]): Promise<Evidence['plate']> {
    for (const code of codes) {
      const plate = await this.plates.read(tx, code);
      if (plate !== null && !plate.removed) return { buildingId: plate.building.id, unit: plate.unit };
    }
    return null;
  }

  private resolved(text: string, hints: AddressHints): Resolution | null {
    const resolution = this.routing.resolveAddress(text, hints);
    return isRefusal(resolution) ? null : resolution;
  }

  private positionOf(point: Position): Evidence['position'] {
    const routed = this.routing.route({ point });
    if (isRefusal(routed) || routed.way !== 'point' || routed.gridId === null || routed.point === null) return null;
    const grid = this.routing.area(routed.gridId);
    return grid === undefined || routed.stationId === null ? null : { ...routed.point, gridCode: grid.code };
  }

  private gridOf(buildingId: string): string | null {
    const routed = this.routing.route({ buildingId });
    if (isRefusal(routed) || routed.gridId === null) return null;
    return this.routing.area(routed.gridId)?.code ?? null;
  }
}

/** The codes, from the root down, that all paths begin with. */
function commonCodes(paths: string[]): string[] {
  const [first = [], ...others] = paths.map((path) => path.split('.').slice(0, -1));
  const end = first.findIndex((code, at) => others.some((other) => other[at] !== code));
  return end < 0 ? first : first.slice(0, end);
}
