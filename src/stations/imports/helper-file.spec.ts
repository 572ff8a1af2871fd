import { isRefusal } from '../../platform/http/refusal.js';
import { readCsv, writeCsv, type RowFault } from '../../platform/csv.js';
import { HELPER_COLUMNS, HELPER_TEMPLATE, readHelpers } from './helper-file.js';
import { planHelper, type Known } from './helper-plan.policy.js';

const GOOD = { 姓名: '张三', 电话: '190 0009 8001', 帮办站: 'S1', 职业: '电工' };

function readFile(...rows: Record<string, string>[]) {
  const headers = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const text = writeCsv([headers, ...rows.map((row) => headers.map((header) => row[header] ?? ''))]);
  const read = readCsv(Buffer.from(text), HELPER_COLUMNS);
  if (isRefusal(read)) throw new Error(read.refused);
  return readHelpers(read);
}
const faultsOf = (row: Record<string, string>) =>
  readFile({ ...GOOD, ...row }).faults.map(({ field, code }) => `${field} ${code}`);

describe('a row of helpers', () => {
  it('is read with wide signs, and in either language', () => {
    const { drafts, faults } = readFile({
      姓名: '=cmd()',
      电话: '１９０-０００９-８００１',
      帮办站: '某站',
      职业: '电工',
      党员: 'YES',
      技能: 'electrical、木工',
      证书号: 'T-1',
      证书有效期: '2027/12/31',
      同时接单: '２',
      语言: 'zh-CN|ko',
      值班: '１－２，６　０８：００－１２：００｜1 13:00-24:00',
      加入日期: '2026/1/5',
    });
    expect(faults).toEqual([]);
    expect(drafts).toEqual([
      {
        line: 2,
        name: '=cmd()',
        phone: '+8619000098001',
        station: '某站',
        profession: '电工',
        partyMember: true,
        skills: ['electrical', '木工'],
        licences: [{ skill: null, licenceNo: 'T-1', validUntil: '2027-12-31' }],
        capacity: 2,
        languages: ['zh-CN', 'ko'],
        roster: [
          { weekday: 1, from: 480, to: 720 },
          { weekday: 1, from: 780, to: 1440 },
          { weekday: 2, from: 480, to: 720 },
          { weekday: 6, from: 480, to: 720 },
        ],
        joinedOn: '2026-01-05',
      },
    ]);
  });

  it('says nothing of what is empty; 无 empties a list', () => {
    const [draft] = readFile({ ...GOOD, 技能: '', 值班: '无', 语言: 'none', 同时接单: '' }).drafts;
    expect(draft).toMatchObject({ roster: [], languages: [] });
    expect([draft?.skills, draft?.capacity, draft?.partyMember, draft?.licences]).toEqual(Array(4).fill(undefined));
  });

  it.each([
    [{ 姓名: ' ' }, 'name required'],
    [{ 姓名: '长'.repeat(51) }, 'name too-long'],
    [{ 姓名: '张\n三' }, 'name forbidden-characters'],
    [{ 电话: '' }, 'phone required'],
    [{ 电话: '12345' }, 'phone not-a-phone-number'],
    [{ 电话: '1.9E+10' }, 'phone not-a-phone-number'],
    [{ 帮办站: '' }, 'station required'],
    [{ 党员: '群众' }, 'partyMember not-true-or-false'],
    [{ 同时接单: '0' }, 'capacity too-small'],
    [{ 同时接单: '101' }, 'capacity too-large'],
    [{ 同时接单: '两件' }, 'capacity not-an-integer'],
    [{ 语言: '中文' }, 'languages wrong-format'],
    [{ 值班: '周一 上午' }, 'roster roster-unreadable'],
    [{ 值班: '1-5 18:00-08:00' }, 'roster roster-unreadable'],
    [{ 值班: '5-1 08:00-18:00' }, 'roster roster-unreadable'],
    [{ 值班: '1-8 08:00-18:00' }, 'roster roster-unreadable'],
    [{ 值班: '1 08:00-24:01' }, 'roster roster-unreadable'],
    [{ 值班: '1-3 08:00-12:00|2 11:59-13:00' }, 'roster roster-unreadable'],
    [{ 加入日期: '去年' }, 'joinedOn not-a-day'],
    [{ 证书号: 'T-1' }, 'validUntil required'],
    [{ 证书有效期: '2027-01-01' }, 'licenceNo required'],
    [{ 证书号: 'T-1', 证书有效期: '明年' }, 'validUntil not-a-day'],
    [{ 证书号: 'electrical:T-1' }, 'licenceNo licence-unreadable'],
  ])('%j: %s', (row, fault) => {
    const told: string[] = faultsOf({ 证书号: '', 证书有效期: '', ...row });
    expect(told).toEqual([fault]);
  });

  it('tells all its faults, and a number that stands there before', () => {
    const { faults } = readFile(GOOD, { ...GOOD, 电话: '+86 19000098001', 姓名: '', 同时接单: 'x' });
    expect(faults).toEqual([
      { line: 3, field: 'name', code: 'required' },
      { line: 3, field: 'capacity', code: 'not-an-integer' },
      { line: 3, field: 'phone', code: 'phone-twice', args: { line: 2 } },
    ]);
  });

  it('of the template has as many cells as headers', () => {
    expect(HELPER_TEMPLATE.map((row) => row.length)).toEqual([12, 12]);
  });
});

describe('what a row would do', () => {
  const before = {
    id: 'h1',
    accountId: 'a1',
    name: '张三',
    stationId: 's1',
    profession: '电工',
    partyMember: false,
    skills: [
      {
        skill: 'electrical',
        name: '电工',
        licensed: true,
        licenceNo: 'T-0',
        validUntil: '2026-12-31',
        proof: 'register' as const,
        provenBy: null,
        provenAt: new Date('2025-01-01T00:00:00Z'),
        refusedAt: null,
        claimed: null,
      },
    ],
    roster: [{ to: 720, from: 480, weekday: 1 }],
    capacity: 2,
    languages: ['zh-CN'],
    lng: 120.1,
    lat: 36.1,
    joinedOn: '2025-01-01',
    leftOn: null as string | null,
    willingStationIds: ['s2'],
    maxOffersADay: 6,
    restMinutes: 15,
    quiet: null,
    tools: [],
    leaves: [],
    tapped: null,
    shift: null,
  };
  const person = {
    accountId: 'a1',
    name: '张三',
    disabled: false,
    helper: before as typeof before | undefined,
    leads: [] as string[],
  };
  const known = (given: Partial<typeof person> | null, more: Partial<Known> = {}): Known => ({
    today: '2026-11-22',
    stations: [
      { id: 's1', code: 'S1', name: '一站' },
      { id: 's2', code: 'S2', name: '二站' },
      { id: 's3', code: 'S3', name: '二站' },
    ],
    skills: [
      { code: 'carpentry', name: '木工', licensed: false },
      { code: 'electrical', name: '电工', licensed: true },
      { code: 'welding', name: '焊工', licensed: true },
    ],
    people: new Map(given === null ? [] : [['+8619000098001', { ...person, ...given }]]),
    ...more,
  });
  const plan = (row: Record<string, string>, of: Known) => {
    const [draft] = readFile({ ...GOOD, ...row }).drafts;
    if (draft === undefined) throw new Error('no row');
    return planHelper(draft, of);
  };
  const codes = (row: Record<string, string>, of: Known) =>
    (plan(row, of) as RowFault[]).map(({ field, code }) => `${field} ${code}`);

  it('whom nobody knows is new, with usual values', () => {
    expect(plan({}, known(null))).toMatchObject({
      kind: 'new',
      name: '张三',
      row: { id: null, accountId: null, stationId: 's1', capacity: 3, joinedOn: '2026-11-22', skills: [], roster: [] },
    });
  });

  it('an account that is no helper yet becomes one, and keeps its name', () => {
    expect(plan({ 姓名: '别的名字' }, known({ helper: undefined }))).toMatchObject({
      kind: 'new',
      name: null,
      row: { id: null, accountId: 'a1' },
    });
  });

  it('what says what is known changes nothing, whatever the order', () => {
    const same = { 帮办站: '一站', 技能: '电工', 值班: '1 08:00-12:00', 同时接单: '2', 加入日期: '2025/1/1' };
    expect(plan(same, known({}))).toMatchObject({ kind: 'unchanged', changes: [] });
    expect(plan({}, known({}))).toMatchObject({ kind: 'unchanged' });
  });

  it('names what changes; a licence that is known stays, and so does where they live', () => {
    const row = { 姓名: '张叁', 技能: '电工|木工', 帮办站: 'S2', 职业: '木工师傅' };
    const planned = plan(row, known({}));
    expect(planned).toMatchObject({
      kind: 'changed',
      changes: ['name', 'station', 'profession', 'skills'],
      row: { stationId: 's2', willingStationIds: [], lng: 120.1 },
    });
    expect(planned).toMatchObject({ row: { skills: [{ skill: 'carpentry' }, { licenceNo: 'T-0' }] } });
  });

  it('several licences are told apart by their skills', () => {
    const row = { 技能: '电工|welding', 证书号: '焊工:W-1:2027-01-01|electrical:T-2:2028-01-01' };
    expect(plan(row, known(null))).toMatchObject({
      row: {
        skills: [
          { skill: 'electrical', licenceNo: 'T-2', validUntil: '2028-01-01' },
          { skill: 'welding', licenceNo: 'W-1', validUntil: '2027-01-01' },
        ],
      },
    });
  });

  it.each([
    [{ 帮办站: '三站' }, null, ['station station-not-known']],
    [{ 帮办站: '二站' }, null, ['station station-ambiguous']],
    [{ 技能: '飞行' }, null, ['skills skill-not-known']],
    [{ 技能: '电工' }, null, ['licenceNo licence-missing']],
    [{ 技能: '木工', 证书号: 'T-1', 证书有效期: '2027-01-01' }, null, ['licenceNo licence-without-skill']],
    [{ 职业: '' }, null, ['profession required']],
    [{}, { disabled: true }, ['phone account-disabled']],
    [{}, { helper: { ...before, stationId: 's9' } }, ['phone helper-elsewhere']],
    [{}, { helper: { ...before, leftOn: '2026-11-22' } }, ['phone helper-has-left']],
    [{ 帮办站: 'S2' }, { leads: ['s1'] }, ['station helper-leads']],
    [{ 技能: '飞行', 帮办站: '三站' }, null, ['station station-not-known', 'skills skill-not-known']],
  ])('%j, known %j: %j', (row, given, faults) => {
    expect(codes(row as Record<string, string>, known(given))).toEqual(faults);
  });
});
