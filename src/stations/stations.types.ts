import type { OpeningSpan } from '../platform/calendar.js';
import type { Language } from '../platform/http/language.js';

/** Head, deputy or helper as a person: their account, and their helper where they are one. */
export interface StationPerson {
  accountId: string;
  name: string;
  helperId: string | null;
}

export interface Station {
  id: string;
  /** goes up with each change by an administrator */
  version: number;
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

/** What skills are called, by code; in Chinese where there is no English word. */
export type SkillNames = ReadonlyMap<string, Record<Language, string>>;

/**
 * How a skill was proven: the certificate was seen, its number was checked where it was issued, the head vouches for it, or it
 * came with an administrator's file.
 */
export const PROOFS = ['certificate', 'number', 'word', 'register'] as const;
export type Proof = (typeof PROOFS)[number];

export interface HelperSkill {
  skill: string;
  name: string;
  /** work that needs a licence valid on the day */
  licensed: boolean;
  licenceNo: string | null;
  /** the licence's last day; null without a licence */
  validUntil: string | null;
  /** null: not proven; one that needs a licence does not count yet (availability.policy.ts) */
  proof: Proof | null;
  /** account; null: by a file */
  provenBy: string | null;
  provenAt: Date | null;
  /** looked at and not believed */
  refusedAt: Date | null;
  /** what the helper says they have, until somebody has looked at it */
  claimed: { licenceNo: string; validUntil: string } | null;
}

/** Minutes of the local day; `from` later than `to` goes over midnight. */
export interface QuietHours {
  from: number;
  to: number;
}

/** Whole local days, YYYY-MM-DD, both inclusive. */
export interface LeaveDays {
  id: string;
  from: string;
  to: string;
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
  /** how often the helper may be asked on one local day */
  maxOffersADay: number;
  /** how long the helper is left alone after a job is finished */
  restMinutes: number;
  /** null: none */
  quiet: QuietHours | null;
  tools: string[];
  /** those that are not over, by day */
  leaves: LeaveDays[];
  /** one tap, stronger than roster and quiet hours until then; it may be over */
  tapped: { available: boolean; until: Date } | null;
  /** where the helper is on this shift (WGS-84), shared until then; it may be over */
  shift: { lng: number; lat: number; until: Date } | null;
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
  /** '': as in Chinese */
  nameEn: string;
  /** work that needs a licence valid on the day */
  licensed: boolean;
}

export type StationRow = Omit<Station, 'version' | 'head' | 'deputies' | 'closedOn' | 'areaPath'> & {
  heads: { accountId: string; role: 'head' | 'deputy'; validFrom: string }[];
};

/** What a file tells of a helper; `tools` only where it does. */
export type HelperRow = Pick<
  Helper,
  | 'id'
  | 'accountId'
  | 'stationId'
  | 'profession'
  | 'partyMember'
  | 'roster'
  | 'capacity'
  | 'languages'
  | 'lng'
  | 'lat'
  | 'joinedOn'
  | 'willingStationIds'
> & {
  skills: Pick<HelperSkill, 'skill' | 'licenceNo' | 'validUntil'>[];
  tools?: string[];
};

export interface CoverageRow {
  gridId: string;
  stationId: string;
}
