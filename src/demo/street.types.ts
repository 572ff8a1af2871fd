import type { Question } from '../tickets/tickets.js';

/** What the demo street consists of. Rows refer to each other by code; people are known by their phone number (E.164). */

/** GeoJSON MultiPolygon coordinates, WGS-84, [longitude, latitude]; outer rings run counter-clockwise and are closed. */
export type DemoBoundary = number[][][][];

export interface DemoArea {
  code: string;
  kind: 'city' | 'district' | 'street' | 'community' | 'grid';
  name: string;
  parentCode: string | null;
  /** The demo street, its communities and their grids have one; the rest of the district has none. */
  boundary?: DemoBoundary;
}

export interface DemoBuilding {
  code: string;
  name: string;
  address: string;
  aliases: string[];
  units: string[];
  gridCode: string;
  lng: number;
  lat: number;
}

export interface DemoSkill {
  code: string;
  name: string;
  nameEn: string;
  /** Work that needs a licence valid on the day. */
  licensed: boolean;
}

export interface DemoCategory {
  /** Dotted: the root's code comes first, as in `house.handrail`. */
  code: string;
  parentCode: string | null;
  name: string;
  nameEn: string;
  /** Only leaves are; a root has no crew. */
  selectable: boolean;
  urgency: 'normal' | 'urgent' | 'critical';
  dispatch: 'auto' | 'head';
  /** `skill: null` is a place that anyone can fill. */
  crew: { skill: string | null; size: number; tools?: string[] }[];
  /** With the way there. */
  durationMinutes: number;
  pair: 'never' | 'alone_at_night' | 'always';
  acceptMinutes: number;
  /** null: nobody has to come */
  arriveMinutes: number | null;
  resolveMinutes: number;
  confidential: boolean;
  roundTheClock: boolean;
  /** none unless told */
  questions?: Question[];
}

/** Weekday 1 (Monday) to 7; minutes of the day, 0 ≤ from < to ≤ 1440. */
export interface DemoHours {
  weekday: number;
  from: number;
  to: number;
}

export interface DemoStation {
  code: string;
  name: string;
  communityCode: string;
  gridCodes: string[];
  address: string;
  signText: string;
  phone: string;
  lng: number;
  lat: number;
  /** Open tickets it can carry at once. */
  capacity: number;
  hours: DemoHours[];
  openedOn: string;
}

export interface DemoHelper {
  phone: string;
  name: string;
  profession: string;
  partyMember: boolean;
  stationCode: string;
  role: 'head' | 'deputy' | null;
  /** Licensed skills carry a number and a last day (YYYY-MM-DD); a few are expired on purpose. */
  skills: { skill: string; licenceNo: string | null; validUntil: string | null }[];
  roster: DemoHours[];
  /** Tickets at once. */
  capacity: number;
  /** BCP 47. */
  languages: string[];
  lng: number;
  lat: number;
  joinedOn: string;
  /** Many helpers only answer the phone. */
  canSignIn: boolean;
  /** Codes (stations/tools.ts): what whoever has the craft has at hand. */
  tools: string[];
  /** Other stations that the helper is willing to serve. */
  willingStations: string[];
}

export interface DemoStaff {
  phone: string;
  name: string;
  role: 'operator' | 'leader' | 'administrator';
  areaCode: string;
  /** The areas whose owner on duty this is. */
  onDutyFor: string[];
}

/** What a station had completed before this system, by its old books. */
export interface DemoOpeningBalance {
  stationCode: string;
  until: string;
  completed: number;
  source: string;
}

export interface DemoStreet {
  seed: number;
  /** Parents before children. */
  areas: DemoArea[];
  map: { name: string; validFrom: string; source: string };
  buildings: DemoBuilding[];
  skills: DemoSkill[];
  /** Roots before leaves. */
  categories: DemoCategory[];
  stations: DemoStation[];
  helpers: DemoHelper[];
  openingBalances: DemoOpeningBalance[];
  staff: DemoStaff[];
}
