import { isDeepStrictEqual } from 'node:util';
import type { RowFault } from '../../platform/csv.js';
import type { Helper, HelperRow, HelperSkill, SkillRow } from '../stations.types.js';
import type { HelperDraft } from './helper-file.js';
import { sortRoster } from './roster-text.js';

/** An account that has one of the file's phone numbers, and the helper that it is. */
export interface KnownPerson {
  accountId: string;
  name: string;
  disabled: boolean;
  helper: Helper | undefined;
  /** stations that they are head or deputy of today */
  leads: string[];
}

export interface Known {
  today: string;
  /** stations within the areas of who imports */
  stations: { id: string; code: string; name: string }[];
  skills: Omit<SkillRow, 'nameEn'>[];
  /** by phone number */
  people: Map<string, KnownPerson>;
}

export interface PlannedHelper {
  line: number;
  kind: 'new' | 'changed' | 'unchanged';
  /** which columns change; of a new helper none is named */
  changes: string[];
  /** without ids where they are to be made */
  row: Omit<HelperRow, 'id' | 'accountId'> & { id: string | null; accountId: string | null };
  phone: string;
  /** of the account: null where it stays */
  name: string | null;
}

/** What somebody carries at once, where the file does not say. */
const USUAL_CAPACITY = 3;

/** What one row would do, or what is wrong with it. Only for rows whose own cells could be read. */
export function planHelper(draft: HelperDraft, known: Known): PlannedHelper | RowFault[] {
  const faults: RowFault[] = [];
  const fault = (field: string, code: string, args?: RowFault['args']) =>
    void faults.push({ line: draft.line, field, code, ...(args === undefined ? {} : { args }) });
  const { name = '', phone = '', line } = draft;
  const person = known.people.get(phone);
  const before = person?.helper;
  const station = stationOf(draft.station ?? '', known, fault);

  if (person?.disabled === true) fault('phone', 'account-disabled');
  if (before !== undefined && known.stations.every(({ id }) => id !== before.stationId)) {
    fault('phone', 'helper-elsewhere');
  } else if (before !== undefined && before.leftOn !== null && before.leftOn <= known.today) {
    fault('phone', 'helper-has-left');
  } else if (
    before !== undefined &&
    station !== before.stationId &&
    person?.leads.includes(before.stationId) === true
  ) {
    fault('station', 'helper-leads');
  }
  if (before === undefined && draft.profession === undefined) fault('profession', 'required');
  const skills = skillsOf(draft, before, known, fault);
  if (faults.length > 0 || station === undefined) return faults;

  const row = {
    id: before?.id ?? null,
    accountId: person?.accountId ?? null,
    stationId: station,
    profession: draft.profession ?? before?.profession ?? '',
    partyMember: draft.partyMember ?? before?.partyMember ?? false,
    skills,
    roster: sortRoster(draft.roster ?? before?.roster ?? []),
    capacity: draft.capacity ?? before?.capacity ?? USUAL_CAPACITY,
    languages: draft.languages ?? before?.languages ?? [],
    lng: before?.lng ?? null,
    lat: before?.lat ?? null,
    joinedOn: draft.joinedOn ?? before?.joinedOn ?? known.today,
    // who comes to a station that they were willing to serve is no longer lent to it
    willingStationIds: (before?.willingStationIds ?? []).filter((id) => id !== station),
  };
  if (before === undefined) {
    // an account that is there keeps its name: it may be of an operator elsewhere
    return { line, kind: 'new', changes: [], row, phone, name: person === undefined ? name : null };
  }
  const changes = [...(person?.name === name ? [] : ['name']), ...changedColumns(before, row)];
  return { line, kind: changes.length === 0 ? 'unchanged' : 'changed', changes, row, phone, name };
}

type Tell = (field: string, code: string, args?: RowFault['args']) => void;

function stationOf(text: string, { stations }: Known, fault: Tell): string | undefined {
  const byCode = stations.find(({ code }) => code === text);
  const named = byCode === undefined ? stations.filter((station) => station.name === text) : [byCode];
  if (named.length === 1) return named[0]?.id;
  fault('station', named.length === 0 ? 'station-not-known' : 'station-ambiguous', { station: text });
  return undefined;
}

function skillsOf(draft: HelperDraft, before: Helper | undefined, known: Known, fault: Tell): HelperRow['skills'] {
  const find = (text: string) => known.skills.find(({ code, name }) => code === text || name === text);
  const codes = draft.skills ?? before?.skills.map(({ skill }) => skill) ?? [];
  const skills = codes.flatMap((text) => {
    const found = find(text);
    if (found === undefined) fault('skills', 'skill-not-known', { skill: text });
    return found ?? [];
  });
  const licensed = skills.filter(({ licensed: needs }) => needs);
  const licences = new Map<string, { licenceNo: string; validUntil: string }>();
  for (const { skill, licenceNo, validUntil } of draft.licences ?? []) {
    // in two cells of its own a licence is that of the only skill that needs one
    const only = licensed.length === 1 ? licensed[0] : undefined;
    const of = skill === null ? only : licensed.find(({ code, name }) => code === skill || name === skill);
    if (of === undefined) fault('licenceNo', 'licence-without-skill');
    else licences.set(of.code, { licenceNo, validUntil });
  }
  const rows = new Map<string, HelperRow['skills'][number]>();
  for (const { code, name, licensed: needs } of skills) {
    const old = before?.skills.find(({ skill }) => skill === code);
    const licence = licences.get(code) ?? (isComplete(old) ? old : undefined);
    // a claim that nobody has looked at is left alone by a row that does not speak of skills
    const isClaim = draft.skills === undefined && old !== undefined && old.claimed !== null;
    if (needs && licence === undefined && !isClaim) fault('licenceNo', 'licence-missing', { skill: name });
    const { licenceNo = null, validUntil = null } = needs ? (licence ?? {}) : {};
    rows.set(code, { skill: code, licenceNo, validUntil });
  }
  return [...rows.values()].sort((a, b) => (a.skill < b.skill ? -1 : 1));
}

function isComplete(old: HelperSkill | undefined): old is HelperSkill & { licenceNo: string; validUntil: string } {
  return old !== undefined && old.licenceNo !== null && old.validUntil !== null;
}

function changedColumns(before: Helper, row: PlannedHelper['row']): string[] {
  const skills = before.skills.map(({ skill, licenceNo, validUntil }) => ({ skill, licenceNo, validUntil }));
  const old = {
    station: before.stationId,
    profession: before.profession,
    partyMember: before.partyMember,
    skills: [...skills].sort((a, b) => (a.skill < b.skill ? -1 : 1)),
    roster: sortRoster(before.roster),
    capacity: before.capacity,
    languages: before.languages,
    joinedOn: before.joinedOn,
  };
  const now = { ...row, station: row.stationId };
  return (Object.keys(old) as (keyof typeof old)[]).filter((column) => !isDeepStrictEqual(old[column], now[column]));
}
