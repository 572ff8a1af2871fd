import type { OpeningSpan } from '../../platform/calendar.js';
import { narrow, readDay, readList, type Columns, type CsvRow, type RowFault } from '../../platform/csv.js';
import { readPhone } from '../../platform/http/fields.js';
import { readRoster } from './roster-text.js';

export const HELPER_COLUMNS = {
  name: { headers: ['姓名', 'name'], required: true },
  phone: { headers: ['电话', 'phone'], required: true },
  station: { headers: ['帮办站', 'station'], required: true },
  profession: { headers: ['职业', 'profession'] },
  partyMember: { headers: ['党员', 'party_member'] },
  skills: { headers: ['技能', 'skills'] },
  licenceNo: { headers: ['证书号', 'licence_no'] },
  validUntil: { headers: ['证书有效期', 'valid_until'] },
  capacity: { headers: ['同时接单', 'capacity'] },
  languages: { headers: ['语言', 'languages'] },
  roster: { headers: ['值班', 'roster'] },
  joinedOn: { headers: ['加入日期', 'joined_on'] },
} as const satisfies Columns<string>;
export type HelperColumn = keyof typeof HELPER_COLUMNS;

/** A header and somebody made up: the number is of nobody. */
export const HELPER_TEMPLATE = [
  Object.values(HELPER_COLUMNS).map(({ headers }) => headers[0]),
  [
    '张建国（示例）',
    '19000099999',
    '帮办站代码或全称',
    '电工',
    '是',
    'electrical|carpentry',
    'electrical:T3702-000001:2028-12-31',
    '',
    '3',
    'zh-CN',
    '1-5 08:00-18:00|6 09:00-12:00',
    '2026-01-01',
  ],
];

export interface LicenceText {
  /** as written; null: of the one skill that needs a licence */
  skill: string | null;
  licenceNo: string;
  validUntil: string;
}

/** What a row says; undefined: nothing, and what is known stays. Stations and skills still as written. */
export interface HelperDraft {
  line: number;
  name?: string;
  phone?: string;
  station?: string;
  profession?: string;
  partyMember?: boolean;
  skills?: string[];
  licences?: LicenceText[];
  capacity?: number;
  languages?: string[];
  roster?: OpeningSpan[];
  joinedOn?: string;
}

const CAPACITY = { min: 1, max: 100 };
const LANGUAGE = /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i;
const YES = ['是', 'yes', 'y', 'true', '1'];
const NO = ['否', 'no', 'n', 'false', '0'];
/** Empties a list; an empty cell leaves it as it is. */
const NONE = ['无', 'none'];

/** Every row read as far as it can be without looking at the database, and every fault of it. */
export function readHelpers(rows: CsvRow<HelperColumn>[]): { drafts: HelperDraft[]; faults: RowFault[] } {
  const faults: RowFault[] = [];
  const lines = new Map<string, number>();
  const drafts = rows.map((row) => {
    const { draft, faults: own } = readHelper(row);
    const before = draft.phone === undefined ? undefined : lines.get(draft.phone);
    if (before !== undefined) own.push({ line: row.line, field: 'phone', code: 'phone-twice', args: { line: before } });
    else if (draft.phone !== undefined) lines.set(draft.phone, row.line);
    faults.push(...own);
    return draft;
  });
  return { drafts, faults };
}

function readHelper({ line, cells, tooLong }: CsvRow<HelperColumn>): { draft: HelperDraft; faults: RowFault[] } {
  const faults: RowFault[] = [];
  const fault = (field: HelperColumn | '', code: string, args?: RowFault['args']): undefined => {
    faults.push({ line, field, code, ...(args === undefined ? {} : { args }) });
  };
  if (tooLong) fault('', 'too-many-cells');
  const cell = (column: HelperColumn) => cells[column] ?? '';
  const text = (column: HelperColumn, max: number): string | undefined => {
    const value = cell(column);
    if (value === '') return undefined;
    if (/[\u0000-\u001f\u007f-\u009f\ufeff]/.test(value)) return fault(column, 'forbidden-characters');
    return [...value].length > max ? fault(column, 'too-long', { max }) : value;
  };
  const required = (column: HelperColumn, max: number) =>
    cell(column) === '' ? fault(column, 'required') : text(column, max);
  /** Undefined where the cell is empty: what `read` makes of it else, which has told its fault. */
  const read = <Value>(column: HelperColumn, from: (value: string) => Value | undefined): Value | undefined => {
    const value = text(column, 2_000);
    return value === undefined ? undefined : from(value);
  };
  const list = <Value>(column: HelperColumn, from: (value: string) => Value[] | undefined) =>
    read(column, (value) => (NONE.includes(value.toLowerCase()) ? [] : from(value)));

  const draft: HelperDraft = {
    line,
    name: required('name', 50),
    phone: readWhere(
      required('phone', 40),
      (value) => readPhone(narrow(value)) ?? fault('phone', 'not-a-phone-number'),
    ),
    station: required('station', 100),
    profession: text('profession', 50),
    partyMember: read('partyMember', (value) => {
      const answer = narrow(value).toLowerCase();
      return YES.includes(answer) ? true : NO.includes(answer) ? false : fault('partyMember', 'not-true-or-false');
    }),
    skills: list('skills', (value) => [...new Set(readList(value))]),
    licences: readLicences(text('licenceNo', 1_000), text('validUntil', 20), fault),
    capacity: read('capacity', (value) => {
      const number = /^\d{1,6}$/.test(narrow(value)) ? Number(narrow(value)) : NaN;
      if (Number.isNaN(number)) return fault('capacity', 'not-an-integer');
      if (number < CAPACITY.min) return fault('capacity', 'too-small', { min: CAPACITY.min });
      return number > CAPACITY.max ? fault('capacity', 'too-large', { max: CAPACITY.max }) : number;
    }),
    languages: list('languages', (value) => {
      const codes = [...new Set(readList(value))];
      if (codes.length > 20) return fault('languages', 'too-many', { max: 20 });
      return codes.every((code) => LANGUAGE.test(code)) ? codes : fault('languages', 'wrong-format');
    }),
    roster: list('roster', (value) => readRoster(value) ?? fault('roster', 'roster-unreadable')),
    joinedOn: read('joinedOn', (value) => readDay(value) ?? fault('joinedOn', 'not-a-day')),
  };
  return { draft, faults };
}

function readWhere<Value>(text: string | undefined, from: (text: string) => Value | undefined): Value | undefined {
  return text === undefined ? undefined : from(text);
}

/** One licence in two cells, or several in the first: skill:number:last day|… */
function readLicences(
  licenceNo: string | undefined,
  validUntil: string | undefined,
  fault: (field: HelperColumn, code: string) => undefined,
): LicenceText[] | undefined {
  const several = licenceNo !== undefined && /[:：]/.test(licenceNo);
  if (several && validUntil === undefined) {
    const licences = readList(licenceNo).map((part) => {
      const match = /^([^:：]+)[:：](.+)[:：]([^:：]+)$/.exec(part);
      const day = readDay(match?.[3]?.trim() ?? '');
      return match === null || day === undefined
        ? undefined
        : { skill: (match[1] ?? '').trim(), licenceNo: (match[2] ?? '').trim(), validUntil: day };
    });
    const good = licences.filter((licence) => licence !== undefined && licence.licenceNo.length <= 50);
    return good.length === licences.length ? (good as LicenceText[]) : fault('licenceNo', 'licence-unreadable');
  }
  if (licenceNo === undefined && validUntil === undefined) return undefined;
  const day = readDay(validUntil ?? '');
  if (licenceNo === undefined) return fault('licenceNo', 'required');
  if (validUntil === undefined) return fault('validUntil', 'required');
  if (day === undefined) return fault('validUntil', 'not-a-day');
  if (several || licenceNo.length > 50) return fault('licenceNo', 'licence-unreadable');
  return [{ skill: null, licenceNo, validUntil: day }];
}
