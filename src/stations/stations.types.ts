import type { OpeningSpan } from '../platform/calendar.js';

/** Head, deputy or helper as a person: their account, and their helper where they are one. */
export interface StationPerson {
  accountId: string;
  name: string;
  helperId: string | null;
}

export interface Station {
  id: string;
  code: string;
  name: string;
  communityId: string;
  areaPath: string;
  address: string;
  signText: string;
  /** the station's own line, public */
  phone: string;
  lng: number;
  lat: number;
  /** open tickets it can carry at once */
  capacity: number;
  hours: OpeningSpan[];
  /** days, YYYY-MM-DD; `closedOn` is the first day on which it is no more */
  openedOn: string;
  closedOn: string | null;
  /** who is head and deputy today */
  head: StationPerson | null;
  deputies: StationPerson[];
}

export interface HelperSkill {
  skill: string;
  name: string;
  /** work that needs a licence valid on the day */
  licensed: boolean;
  licenceNo: string | null;
  /** the licence's last day; null without a licence */
  validUntil: string | null;
}

export interface Helper {
  id: string;
  accountId: string;
  name: string;
  stationId: string;
  profession: string;
  partyMember: boolean;
  skills: HelperSkill[];
  roster: OpeningSpan[];
  /** tickets at once */
  capacity: number;
  /** BCP 47 */
  languages: string[];
  /** home, as far as it is known: where the helper is near to */
  lng: number | null;
  lat: number | null;
  joinedOn: string;
  /** the first day on which the helper is one no more */
  leftOn: string | null;
  /** other stations that the helper is willing to serve */
  willingStationIds: string[];
}

/** Whose heads and deputies, or which area prefixes, a reader comes with: what a statement is filtered by. */
export interface StationScope {
  accountId: string;
  stationIds: string[];
  areaPaths: string[];
}

export interface CoveredGrid {
  id: string;
  code: string;
  name: string;
}

/** What routing keeps of a station. */
export type PlacedStation = Pick<Station, 'id' | 'code' | 'name' | 'openedOn' | 'closedOn'>;

export interface SkillRow {
  code: string;
  name: string;
  /** work that needs a licence valid on the day */
  licensed: boolean;
}

export type StationRow = Omit<Station, 'head' | 'deputies' | 'closedOn' | 'areaPath'> & {
  heads: { accountId: string; role: 'head' | 'deputy'; validFrom: string }[];
};

export type HelperRow = Omit<Helper, 'name' | 'leftOn' | 'skills'> & {
  skills: Omit<HelperSkill, 'name' | 'licensed'>[];
};

export interface CoverageRow {
  gridId: string;
  stationId: string;
}
