import { city, district } from './divisions.js';
import type { Random } from './random.js';
import { DEMO_STREET, type Grid } from './street-areas.js';
import { CRAFT_TOOLS, skills as knownSkills } from './street-categories.js';
import { madeUpPhone, type Names } from './street-names.js';
import { EVERY_DAY, isStoryStation, openOn, WORKDAYS } from './street-stations.js';
import type { DemoArea, DemoHelper, DemoHours, DemoStaff, DemoStation } from './street.types.js';

interface Profession {
  name: string;
  skills: string[];
}

const profession = (name: string, ...skills: string[]): Profession => ({ name, skills });

const CARPENTER = profession('木工师傅', 'carpentry');
const PLUMBER = profession('水暖工', 'plumbing');
const ELECTRICIAN = profession('电工', 'electrical');

const LEADING: readonly Profession[] = [
  profession('退休干部', 'mediation'),
  profession('社区工作者', 'mediation'),
  profession('退役军人', 'driving'),
  profession('退休教师', 'teaching', 'mediation'),
  profession('楼组长', 'mediation'),
];

/** Dealt like a deck of cards, so that every skill is somewhere in the street. */
const DECK: readonly Profession[] = [
  CARPENTER,
  PLUMBER,
  ELECTRICIAN,
  profession('退休木工', 'carpentry', 'masonry'),
  profession('瓦工', 'masonry'),
  profession('维修工', 'plumbing', 'electrical'),
  profession('焊工', 'welding'),
  profession('锁匠', 'locksmith'),
  profession('家电维修工', 'appliance', 'electrical'),
  profession('程序员', 'computing'),
  profession('手机店主', 'computing', 'appliance'),
  profession('园林工人', 'gardening'),
  profession('律师', 'legal', 'mediation'),
  profession('退休法官', 'legal', 'mediation'),
  profession('人民调解员', 'mediation'),
  profession('医生', 'medical'),
  profession('退休医生', 'medical', 'nursing'),
  profession('护士', 'nursing'),
  profession('心理咨询师', 'psychology'),
  profession('理发师', 'hairdressing'),
  profession('厨师', 'cooking'),
  profession('教师', 'teaching'),
  profession('幼儿园教师', 'childcare', 'teaching'),
  profession('韩语教师', 'translation_ko', 'teaching'),
  profession('会计', 'accounting'),
  profession('出租车司机', 'driving'),
  profession('快递员', 'driving'),
  profession('大学生', 'computing', 'teaching'),
  profession('个体店主'),
  profession('退休职工', 'cooking'),
  profession('全职妈妈', 'childcare', 'cooking'),
];

const ROSTERS: readonly DemoHours[][] = [
  openOn(WORKDAYS, 540, 1080),
  openOn(WORKDAYS, 1080, 1320),
  openOn([6, 7], 480, 1200),
  [...openOn(WORKDAYS, 1110, 1290), ...openOn([6, 7], 540, 1080)],
  [...openOn([1, 3, 5], 480, 720), ...openOn([2, 4], 780, 1080)],
  openOn(EVERY_DAY, 420, 1260),
];

/**
 * Head, deputy and helpers of every station; a carpenter, a plumber and an electrician among them. The story's station has four
 * carpenters, and its helpers are on call at all hours, so that the story runs at any.
 */
export function generateHelpers(
  stations: readonly DemoStation[],
  grids: readonly Grid[],
  names: Names,
  random: Random,
): DemoHelper[] {
  const helpers: DemoHelper[] = [];
  const deal = dealer(random);
  const skillsOf = licensing(random);
  const gridsByCode = new Map(grids.map((grid) => [grid.code, grid]));

  for (const station of stations) {
    const story = isStoryStation(station);
    const size = story ? 15 : random.int(8, 12);
    for (let place = 0; place < size; place++) {
      const role = place === 0 ? 'head' : place === 1 ? 'deputy' : null;
      const craft = role !== null ? random.pick(LEADING) : (sureCrafts(story)[place - 2] ?? deal());
      const home = gridsByCode.get(random.pick(station.gridCodes));
      if (home === undefined) throw new Error(`station ${station.code} covers no grid`);
      const [lng, lat] = home.inside(random.next(), random.next());
      helpers.push({
        phone: madeUpPhone(helpers.length + 1),
        name: names.next(),
        profession: craft.name,
        partyMember: random.chance(role === null ? 0.3 : 0.8),
        stationCode: station.code,
        role,
        skills: skillsOf(craft),
        tools: [...new Set(craft.skills.flatMap((skill) => CRAFT_TOOLS[skill] ?? []))],
        roster: rosterOf(role, station, story, random),
        capacity: story || role !== null ? 5 : random.int(1, 3),
        languages: languagesOf(craft, random),
        lng,
        lat,
        joinedOn: random.day(station.openedOn, '2026-10-31'),
        canSignIn: role !== null || craft === CARPENTER || random.chance(0.7),
        willingStations: random.chance(0.3) ? neighbours(station, stations, random) : [],
      });
    }
  }
  return helpers;
}

function sureCrafts(story: boolean): Profession[] {
  return [CARPENTER, PLUMBER, ELECTRICIAN, ...(story ? [CARPENTER, CARPENTER, CARPENTER] : [])];
}

function dealer(random: Random): () => Profession {
  let deck: Profession[] = [];
  return () => {
    if (deck.length === 0) deck = random.shuffle(DECK);
    return deck.pop() as Profession;
  };
}

/** Hands out made-up licences; each twentieth has run out, since a roll never is quite up to date. */
function licensing(random: Random): (craft: Profession) => DemoHelper['skills'] {
  const licensed = new Map(knownSkills.filter((known) => known.licensed).map((known) => [known.code, known.name]));
  let issued = 0;
  return (craft) =>
    craft.skills.map((skill) => {
      const title = licensed.get(skill);
      if (title === undefined) return { skill, licenceNo: null, validUntil: null };
      issued++;
      return {
        skill,
        licenceNo: `虚构-${title}-${String(issued).padStart(4, '0')}`,
        validUntil: issued % 20 === 0 ? random.day('2025-01-01', '2026-09-30') : random.day('2027-01-01', '2030-12-31'),
      };
    });
}

function rosterOf(role: DemoHelper['role'], station: DemoStation, story: boolean, random: Random): DemoHours[] {
  const hours = story ? openOn(EVERY_DAY, 0, 1440) : role !== null ? station.hours : random.pick(ROSTERS);
  return hours.map((own) => ({ ...own }));
}

function languagesOf(craft: Profession, random: Random): string[] {
  const languages = ['zh'];
  if (craft.skills.includes('translation_ko')) languages.push('ko');
  if (random.chance(0.12)) languages.push('en');
  return languages;
}

/** One or two other stations of the same community. */
function neighbours(station: DemoStation, stations: readonly DemoStation[], random: Random): string[] {
  const others = stations.filter((other) => other.communityCode === station.communityCode && other !== station);
  return random
    .shuffle(others)
    .slice(0, random.int(1, 2))
    .map((other) => other.code);
}

/**
 * Who works for areas. Owners on duty: the leaders, except that the district's operator has the district, and so every street of it
 * that has no owner of its own.
 */
export function generateStaff(areas: readonly DemoArea[], names: Names): DemoStaff[] {
  const staff: DemoStaff[] = [];
  const add = (role: DemoStaff['role'], areaCode: string, onDuty: boolean): void => {
    const phone = madeUpPhone(9001 + staff.length);
    staff.push({ phone, name: names.next(), role, areaCode, onDutyFor: onDuty ? [areaCode] : [] });
  };
  add('operator', DEMO_STREET, false);
  add('operator', DEMO_STREET, false);
  add('operator', district.code, true);
  add('leader', DEMO_STREET, true);
  add('leader', district.code, false);
  add('leader', city.code, true);
  for (const area of areas) if (area.parentCode === DEMO_STREET) add('leader', area.code, true);
  add('administrator', city.code, false);
  return staff;
}
