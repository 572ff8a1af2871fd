import type { House } from '../city/city.types.js';
import type { Plan } from './plan.js';
import type { Gazetteer } from './truth.js';

export interface Tools {
  gazetteer: Gazetteer;
  /** schools, markets, hospitals in the same street as the house; none of them the house itself */
  landmarksNear: (house: House) => readonly string[];
}

/** One way in which what people say differs from the list. */
export interface Disturbance {
  kind: string;
  /** those of a smaller stage act first: names, levels, figures, order, speech, the text as a whole */
  stage: 1 | 2 | 3 | 4 | 5 | 6;
  /** false: there is nothing here that it could change */
  apply(plan: Plan, tools: Tools): boolean;
}
