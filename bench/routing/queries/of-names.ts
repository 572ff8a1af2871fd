import type { Random } from '../../../src/demo/random.js';
import { ESTATE_SECOND } from '../city/names.js';
import type { Disturbance } from './disturbance.js';
import { find, type Plan, type Said, type Slip } from './plan.js';
import { alikeByShape, alikeBySound, anyCharacter, pinyin } from './sounds.js';

const SUFFIX =
  /(大街|大道|小街|横街|后街|支路|胡同|花园|小区|家园|公寓|新村|宿舍|小学|中学|[路街巷里弄条苑城湾府村庄])$/;

/** 延安一路 and 延安二路, 东王庄 and 西王庄 are not slips of each other. */
const DECIDING = /[\dA-Z东西南北中前后上下大小一二三四五六七八九十]/;

/** Uses one of the estate's other names. */
function renamed(kind: 'alias' | 'former' | 'danwei'): Disturbance['apply'] {
  return (plan) => {
    const { house, random, means } = plan;
    const { compound, road } = house;
    const said = find(plan, 'name');
    const others = (compound?.aliases ?? []).filter((alias) => alias.kind === kind).map(({ name }) => name);
    if (kind === 'former') others.push(...house.names.slice(1));
    const other = others.length === 0 ? undefined : random.pick(others);
    const prefix = kind === 'alias' ? '' : random.pick(['', '', '原', '原来的', '老']);
    if (other !== undefined && said !== undefined) {
      said.text = prefix + other;
      means.name = other;
      return true;
    }
    if (other !== undefined && compound?.kind === 'courtyard' && means.number !== undefined) {
      // a courtyard is called by whose it was, instead of its number
      plan.said = plan.said.filter(({ slot }) => slot !== 'number' && slot !== 'road');
      delete means.road;
      delete means.number;
      const at = plan.said.findIndex(({ slot }) => slot === 'building');
      plan.said.splice(Math.max(0, at), 0, { slot: 'name', text: prefix + other });
      means.name = other;
      return true;
    }
    const onRoad = find(plan, 'road');
    if (kind !== 'former' || road === null || road.former === null || onRoad === undefined) return false;
    onRoad.text = prefix + road.former;
    means.road = road.former;
    return true;
  };
}

/** The road's or the estate's name with another character at one place of its stem. */
function misspelled(change: (character: string, random: Random) => readonly string[]): Disturbance['apply'] {
  return (plan) =>
    slip(plan, (name, random) => {
      const stem = [...name.replace(SUFFIX, '')];
      if (stem.length < 2) return undefined;
      const at = random.int(0, stem.length - 1);
      const others = change(stem[at] ?? '', random);
      const own = others.filter((other) => !DECIDING.test(other));
      if (own.length === 0 || DECIDING.test(stem[at] ?? '')) return undefined;
      const said = stem.with(at, random.pick(own)).join('') + name.slice(stem.join('').length);
      return { said, shown: said, reach: 'edit' };
    });
}

function slip(
  plan: Plan,
  make: (name: string, random: Random) => { said: string; shown: string; reach: Slip['reach'] } | undefined,
): boolean {
  const places = (['road', 'name'] as const).flatMap((slot): { slot: Slip['slot']; said: Said }[] => {
    const said = find(plan, slot);
    // twice in one name would be beyond reason
    return said === undefined || plan.slips.some((own) => own.slot === slot) ? [] : [{ slot, said }];
  });
  for (const { slot, said } of plan.random.shuffle(places)) {
    const name = plan.means[slot];
    if (name === undefined || !said.text.endsWith(name)) continue;
    const made = make(name, plan.random);
    if (made === undefined) continue;
    said.text = said.text.slice(0, -name.length) + made.shown;
    plan.slips.push({ slot, said: made.said, reach: made.reach });
    return true;
  }
  return false;
}

export const ofNames: readonly Disturbance[] = [
  { kind: 'alias', stage: 1, apply: renamed('alias') },
  { kind: 'former name', stage: 1, apply: renamed('former') },
  { kind: 'old danwei', stage: 1, apply: renamed('danwei') },
  { kind: 'homophone', stage: 1, apply: misspelled(alikeBySound) },
  {
    kind: 'wrong character',
    stage: 1,
    apply: misspelled((character, random) => {
      const alike = alikeByShape(character);
      return alike.length > 0 && random.chance(0.7) ? alike : anyCharacter.filter((other) => other !== character);
    }),
  },
  {
    kind: 'dropped character',
    stage: 1,
    apply: (plan) => {
      const number = find(plan, 'number');
      if (number !== undefined && plan.random.chance(0.3)) {
        // 登州路24大院, 长宁路1234 5号: what follows must not run into the figure
        const shorter = number.text.replace(/号(?=.)/, '');
        if (shorter !== number.text) {
          number.text = shorter;
          return true;
        }
      }
      return slip(plan, (name, random) => {
        const bare = random.chance(0.4) ? name.replace(/[路街]$/, '') : name;
        if (bare !== name && bare.length >= 2) return { said: bare, shown: bare, reach: 'edit' };
        const characters = [...name];
        if (characters.length < 4) return undefined;
        characters.splice(random.int(0, characters.length - 2), 1);
        return { said: characters.join(''), shown: characters.join(''), reach: 'edit' };
      });
    },
  },
  {
    kind: 'shortened name',
    stage: 1,
    apply: (plan) => {
      const said = find(plan, 'name');
      const name = plan.means.name;
      if (said === undefined || name === undefined || said.text !== name || plan.slips.length > 0) return false;
      if (plan.house.compound?.kind !== 'estate') return false;
      const stem = name.replace(/(花园|小区|家园|苑|公寓|新村|佳园|山庄|名邸|雅居|庭院)$/, '');
      // 锦绣花园小区: what it is, said once more
      said.text =
        stem !== name && stem.length >= 2 && !ESTATE_SECOND.includes(stem) && plan.random.chance(0.6)
          ? stem
          : `${name}小区`;
      if (said.text !== stem && /小区$/.test(name)) return false;
      plan.slips.push({ slot: 'name', said: stem, reach: 'beginning' });
      return true;
    },
  },
  {
    kind: 'latin',
    stage: 1,
    apply: (plan) => {
      const building = find(plan, 'building');
      const number = find(plan, 'number');
      const unit = find(plan, 'unit');
      const { random } = plan;
      if (building !== undefined && /^[A-Z]/.test(building.text) && random.chance(0.7)) {
        building.text = building.text.toLowerCase();
        if (random.chance(0.3)) building.text = ` ${building.text}`;
        return true;
      }
      const chance = random.next();
      if (chance < 0.2 && number !== undefined && /^\d+号$/.test(number.text)) {
        number.text = ` No.${number.text.slice(0, -1)} `;
        return true;
      }
      if (chance < 0.35 && unit !== undefined) {
        unit.text = ` unit ${unit.text.replace('单元', '')} `;
        return true;
      }
      if (chance < 0.5 && building !== undefined && /^\d+(号楼|栋|幢)$/.test(building.text)) {
        building.text = ` building ${building.text.replace(/\D+$/, '')} `;
        return true;
      }
      return slip(plan, (name, own) => {
        const stem = name.replace(SUFFIX, '');
        const whole = pinyin(name);
        if (stem.length < 2 || whole === undefined) return undefined;
        const suffix = name.slice(stem.length);
        if (own.chance(0.5)) return { said: whole, shown: (pinyin(stem) ?? '') + suffix, reach: 'sound' };
        const at = own.int(0, stem.length - 1);
        const shown = stem.slice(0, at) + (pinyin(stem[at] ?? '') ?? '') + stem.slice(at + 1) + suffix;
        return { said: whole, shown, reach: 'sound' };
      });
    },
  },
];
