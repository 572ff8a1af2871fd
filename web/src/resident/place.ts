import type { Schemas } from '../api/client';
import type { ChosenPlace } from './draft';

/** The place as the API takes it. */
export function placeInput(place: ChosenPlace): Schemas['PlaceInput'] {
  switch (place.way) {
    case 'plate':
    case 'building':
      return { buildingId: place.buildingId };
    case 'point':
      return { point: place.point };
    case 'grid':
      return { gridCode: place.gridCode };
  }
}
