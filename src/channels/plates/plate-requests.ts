import { Injectable } from '@nestjs/common';
import type { RequestKey } from '../../platform/database/database.js';
import type { Language } from '../../platform/http/language.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { Attempts } from '../requests/attempts.js';
import { SelfRequests, type SelfRequest, type SelfRequested } from '../requests/self-requests.js';
import { Plates } from './plates.js';

/** A request that begins at a door: opened as any other, with the place filled in. */
@Injectable()
export class PlateRequests {
  constructor(
    private readonly plates: Plates,
    private readonly attempts: Attempts,
    private readonly requests: SelfRequests,
  ) {}

  async open(
    code: string,
    asked: SelfRequest,
    address: string,
    language: Language,
    request: RequestKey | undefined,
    answer: (requested: SelfRequested) => unknown,
  ): Promise<SelfRequested | Refusal> {
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
    const unit = place.unit ?? asked.unit;
    // at a door nobody is held up by what they leave out
    const answers = asked.answers?.length === 0 ? undefined : asked.answers;
    return this.requests.open(
      { ...asked, answers, unit },
      { buildingId: building.id },
      null,
      language,
      request,
      answer,
    );
  }
}
