import { Injectable } from '@nestjs/common';
import type { RequestKey } from '../../platform/database/database.js';
import type { Language } from '../../platform/http/language.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { Categories, Tickets, type Opened } from '../../tickets/tickets.js';
import { Links } from '../links/links.js';
import { categoryOf } from '../requests/category.policy.js';
import { dangersIn, dangerWords } from '../requests/danger.policy.js';
import { PlateAttempts } from './plate-attempts.js';
import { Plates } from './plates.js';

/** What somebody at the door asks for. */
export interface PlateRequest {
  text: string;
  unit: string | null;
  door: string | null;
  /** typed, so only said to be theirs: it never reveals or changes whose number it is */
  phone: string | null;
  name: string | null;
  categoryId: string | null;
  /** at home */
  alone: boolean;
}

export interface PlateRequested {
  opened: Opened;
  token: string;
  /** whom to ring first; null where there is no danger */
  danger: string | null;
}

/** A request that begins at a door: opened as any other, with the place filled in. */
@Injectable()
export class PlateRequests {
  constructor(
    private readonly plates: Plates,
    private readonly attempts: PlateAttempts,
    private readonly tickets: Tickets,
    private readonly categories: Categories,
    private readonly links: Links,
  ) {}

  async open(
    code: string,
    asked: PlateRequest,
    address: string,
    language: Language,
    request: RequestKey | undefined,
    answer: (requested: PlateRequested) => unknown,
  ): Promise<PlateRequested | Refusal> {
    const place = await this.plates.open(code, address);
    if (isRefusal(place)) return place;
    const { building, station, removed } = place;
    if (removed) {
      const { name, address: at, phone } = station ?? { name: '', address: '', phone: '' };
      const more = { station: station === undefined ? null : { id: station.id, name, address: at, phone } };
      return {
        refused: 'plate-building-removed',
        field: 'code',
        args: { building: building.name, name, at, phone },
        more,
      };
    }
    const admitted =
      (await this.attempts.admit('address', address)) &&
      (await this.attempts.admit('plate', `${building.id} ${place.unit}`));
    if (!admitted) return { refused: 'too-many-requests' };
    const categoryId = asked.categoryId ?? categoryOf(asked.text, await this.categories.all())?.id;
    if (categoryId === undefined) return { refused: 'unknown-category', field: 'categoryId' };
    const dangers = dangersIn(asked.text);
    const requestedOf = (opened: Opened): PlateRequested => ({
      opened,
      token: this.links.tokenOf({ ticketId: opened.ticket.id, no: 1, version: 1 }),
      danger: dangerWords(dangers, language),
    });
    const opened = await this.tickets.open(
      {
        categoryId,
        place: { buildingId: building.id },
        unit: place.unit ?? asked.unit,
        door: asked.door,
        description: asked.text,
        caller: { phone: asked.phone, name: asked.name },
        personHelped: null,
        channel: 'web',
        happenedAt: null,
        urgency: dangers.length > 0 ? 'critical' : undefined,
        alone: asked.alone,
      },
      { self: true, request },
      (made) => answer(requestedOf(made)),
    );
    return isRefusal(opened) ? opened : requestedOf(opened);
  }
}
