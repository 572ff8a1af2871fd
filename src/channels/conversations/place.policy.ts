import type { Place, Resolution } from '../../routing/routing.js';
import type { Candidate, Question } from './conversation.js';

/** What tells where something is. */
export interface Evidence {
  /** of a door plate whose code is in the words */
  plate: { buildingId: string; unit: string | null } | null;
  /** null: the address book cannot be asked */
  resolution: Resolution | null;
  /** where the telephone was, where that is within a grid that has a station */
  position: { lng: number; lat: number; gridCode: string } | null;
  /** where the number is known, by what it asked for before; not where it was once */
  known: { buildingId: string; unit: string | null }[];
  /** of a building; null where it is in none */
  gridOf: (buildingId: string) => string | null;
}

export interface CertainPlace {
  place: Place;
  unit: string | null;
}

/** A ticket opens by itself from here on: right as far as an address book can be, and no other building near it. */
const CERTAIN = 0.9;
const LEAD = 0.2;
/** With the telephone in the same grid less is enough. */
const LIKELY = 0.6;
const LIKELY_LEAD = 0.1;
/** What is less likely is not asked about. */
const WORTH_ASKING = 0.2;
const MOST_CANDIDATES = 5;
/** Parts that tell a building; of a district or a road alone none is meant. */
const NAMING = ['lane', 'number', 'estate', 'building', 'landmark'];

/**
 * Where it is, if that is certain: a door plate; words that name one building; words that fit one building where the telephone
 * is; or a position that was sent with words that name no other place. Who rings is a hint and never more: a number alone tells
 * where somebody was, so it is asked about.
 */
export function certainPlace({ plate, resolution, position, gridOf }: Evidence): CertainPlace | null {
  if (plate !== null) return at(plate.buildingId, plate.unit ?? resolution?.unit ?? null);
  if (resolution !== null && namesAPlace(resolution)) {
    const [first, second] = ranked(resolution);
    if (first === undefined) return null;
    const lead = first.confidence - (second?.confidence ?? 0);
    if (resolution.building !== null && first.confidence >= CERTAIN && lead >= LEAD)
      return at(first.buildingId, first.unit);
    if (position === null) return null;
    const [near, other] = ranked(resolution).filter(({ buildingId }) => gridOf(buildingId) === position.gridCode);
    const isNear = near !== undefined && near.confidence >= LIKELY && near.confidence >= first.confidence;
    if (isNear && near.confidence - (other?.confidence ?? 0) >= LIKELY_LEAD) return at(near.buildingId, near.unit);
    return null;
  }
  if (position === null || (resolution !== null && resolution.reason.code !== 'no-place')) return null;
  return { place: { point: { lng: position.lng, lat: position.lat } }, unit: resolution?.unit ?? null };
}

/** What to ask where it is not. */
export function questionFor({ resolution, known }: Evidence): Question {
  const why = resolution?.reason.code ?? null;
  const named = resolution === null ? [] : ranked(resolution).filter(({ confidence }) => confidence >= WORTH_ASKING);
  if (named.length > 0 && resolution !== null && namesAPlace(resolution)) {
    const candidates = named.slice(0, MOST_CANDIDATES);
    return { kind: candidates.length === 1 ? 'is-it' : 'which', candidates, why };
  }
  const candidates = known
    .slice(0, MOST_CANDIDATES)
    .map(({ buildingId, unit }) => ({ buildingId, unit: resolution?.unit ?? unit, confidence: 0 }));
  const places = why === null || why === 'no-place' || why === 'found' ? candidates : [];
  if (places.length === 0) return { kind: 'where', candidates: [], why };
  return { kind: places.length === 1 ? 'still-there' : 'which', candidates: places, why };
}

/** What the answer to the question says beside a place. */
export interface Answer {
  yes: boolean;
  no: boolean;
  /** from 1 */
  choice: number | null;
}

/**
 * Where it is, once the question is answered: `reply` is the answer by itself, `among` the answer where only what was asked about
 * may be meant, `whole` all that was written.
 */
export function placeAnswered(
  question: Question,
  answer: Answer,
  { reply, among, whole }: { reply: Evidence; among: Resolution | null; whole: Evidence },
): CertainPlace | null {
  const said = certainPlace(reply);
  if (said !== null) return said;
  const { candidates } = question;
  const chosen = answer.choice === null || candidates.length < 2 ? undefined : candidates[answer.choice - 1];
  const confirmed = answer.yes && candidates.length === 1 ? candidates[0] : undefined;
  const meant = chosen ?? confirmed;
  if (meant !== undefined) return at(meant.buildingId, reply.resolution?.unit ?? meant.unit);
  if (among !== null && among.building !== null && among.confidence >= CERTAIN && namesAPlace(among)) {
    const asked = candidates.find(({ buildingId }) => buildingId === among.building);
    if (asked !== undefined) return at(asked.buildingId, among.unit ?? asked.unit);
  }
  return answer.no ? null : certainPlace(whole);
}

function at(buildingId: string, unit: string | null): CertainPlace {
  return { place: { buildingId }, unit };
}

function namesAPlace({ parts }: Resolution): boolean {
  return parts.some(({ kind }) => NAMING.includes(kind));
}

/** Best first, the one that is answered before its alternatives. */
function ranked({ building, unit, confidence, alternatives }: Resolution): Candidate[] {
  const others = alternatives.map(({ code, confidence }) => ({ buildingId: code, unit, confidence }));
  return building === null ? others : [{ buildingId: building, unit, confidence }, ...others];
}
