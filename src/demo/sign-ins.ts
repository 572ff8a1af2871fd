import { generateStreet, type DemoHelper, type DemoStreet } from './street.js';

/** Of everyone in the made-up street who can sign in. */
export const DEMO_PASSWORD = 'bangban-demo';

export interface DemoSignIn {
  /** 'operator', 'head', … */
  who: 'operator' | 'head' | 'deputy' | 'carpenter' | 'helper' | 'leader' | 'administrator';
  phone: string;
  /** who it is, Chinese first */
  words: string;
}

/** Where the story takes place. */
export const STORY_BUILDING = '登州路24号大院10号楼';

/** One of each kind of person around the story's building, for a visitor to try. */
export function demoSignIns(street: DemoStreet = generateStreet()): DemoSignIn[] {
  const building = street.buildings.find(({ name }) => name === STORY_BUILDING);
  const station = street.stations.find(({ gridCodes }) => gridCodes.includes(building?.gridCode ?? ''));
  const helpers = street.helpers.filter(({ stationCode, canSignIn }) => stationCode === station?.code && canSignIn);
  const plain = helpers.filter(({ role }) => role === null);
  const isCarpenter = (helper: DemoHelper) => helper.skills.some(({ skill }) => skill === 'carpentry');
  const street005 = street.areas.find(({ kind, boundary }) => kind === 'street' && boundary !== undefined);
  const staff = (role: string, areaCode?: string) =>
    street.staff.find((person) => person.role === role && (areaCode === undefined || person.areaCode === areaCode));
  const signIns: [DemoSignIn['who'], { phone: string; name: string } | undefined, string][] = [
    ['operator', staff('operator', street005?.code), '接线员 operator'],
    ['head', helpers.find(({ role }) => role === 'head'), `站长 head · ${station?.name ?? ''}`],
    ['deputy', helpers.find(({ role }) => role === 'deputy'), '副站长 deputy'],
    ['carpenter', plain.find(isCarpenter), '帮办员（木工）helper, carpenter'],
    ['helper', plain.find((helper) => !isCarpenter(helper)), '帮办员 helper'],
    ['leader', staff('leader', street005?.code), '街道领导 leader of the street'],
    ['administrator', staff('administrator'), '管理员 administrator'],
  ];
  return signIns.flatMap(([who, person, words]) =>
    person === undefined ? [] : [{ who, phone: person.phone, words: `${words} · ${person.name}` }],
  );
}
