import type { Disturbance } from './disturbance.js';
import { addRoom, addUnit, drop, find, type Plan } from './plan.js';
import { chinese, countOf, figureByFigure } from './spelling.js';

/** 延安二路, 二期; not 经六六巷, where two figures have met. */
const COUNTED =
  /(?<![一二三四五六七八九十])([一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[路巷街期区]$)/;
const BUILDING = /^(\d+)(号楼|栋|幢|座|楼)$/;

/** 二十四号大院十号楼四单元; long numbers and rooms also figure by figure. */
function inChinese(plan: Plan): boolean {
  const { random } = plan;
  const zero = random.pick(['零', '〇']);
  const whole = random.chance(0.7);
  let changed = false;
  for (const said of plan.said) {
    if (!['number', 'section', 'building', 'unit', 'floor', 'room'].includes(said.slot)) continue;
    // 十号楼 and 4单元 in one breath is as usual as all of one kind
    if (!/\d/.test(said.text) || (!whole && random.chance(0.4))) continue;
    // 24-1号 is 二十四之一号 or 二十四杠一号; 10-4-301 is always 十杠四杠三零一
    const joined = said.text.replace(/(?<=\d)[-—/](?=\d)/g, said.slot === 'number' ? random.pick(['之', '杠']) : '杠');
    said.text = joined.replace(/\d+/g, (figures) => {
      const isRoom = said.slot === 'room' || (said.slot === 'building' && figures.length === 3 && figures[1] === '0');
      if (isRoom || (figures.length > 2 && random.chance(0.4))) return figureByFigure(figures, zero);
      if (figures.length === 2 && figures.startsWith('2') && random.chance(0.06))
        return `廿${figures === '20' ? '' : chinese(Number(figures[1]))}`;
      return chinese(Number(figures));
    });
    changed = true;
  }
  return changed;
}

function dash(plan: Plan): boolean {
  const { random, said } = plan;
  const building = find(plan, 'building');
  if (building === undefined) return false;
  if (find(plan, 'unit') === undefined && !addUnit(plan)) return false;
  const label = BUILDING.exec(building.text)?.[1];
  const unit = /^(\d+)单元$/.exec(find(plan, 'unit')?.text ?? '')?.[1];
  const before = said[said.indexOf(building) - 1];
  // 24 10-4 and 3组10-4 would be read as other figures
  if (label === undefined || unit === undefined || before === undefined || /\d$/.test(before.text)) return false;
  drop(plan, 'unit', 'floor', 'room');
  const mark = random.pick(['-', '-', '-', '-', '—', '/']);
  const room = random.chance(0.4) ? `${mark}${random.int(1, 6)}0${random.int(1, 3)}` : '';
  building.text = `${label}${mark}${unit}${room}`;
  return true;
}

/** 号楼 for 栋 and so on; 楼 only before a unit, for alone it would be a floor. */
function swapSuffix(plan: Plan): boolean {
  const building = find(plan, 'building');
  const { compound } = plan.house;
  const [, label, word] = /^([\dA-Z]+)(号楼|栋|幢|座|楼|号)$/.exec(building?.text ?? '') ?? [];
  if (building === undefined || label === undefined || compound?.kind === 'village') return false;
  const next = plan.said[plan.said.indexOf(building) + 1];
  const words = ['号楼', '栋', '幢', '座', ...(next?.slot === 'unit' && next.text.endsWith('单元') ? ['楼'] : [])];
  building.text = label + plan.random.pick(words.filter((other) => other !== word));
  return true;
}

export const ofFigures: readonly Disturbance[] = [
  { kind: 'Chinese numerals', stage: 3, apply: inChinese },
  {
    kind: '10#楼',
    stage: 3,
    apply: (plan) => {
      const building = find(plan, 'building');
      const label = BUILDING.exec(building?.text ?? '')?.[1];
      if (building === undefined || label === undefined) return false;
      building.text = label + plan.random.pick(['#楼', '#楼', '#', '＃楼', ' #楼']);
      return true;
    },
  },
  { kind: '10-4', stage: 3, apply: dash },
  {
    kind: '四单元',
    stage: 3,
    apply: (plan) => {
      if (find(plan, 'unit') === undefined && !addUnit(plan)) return false;
      const unit = find(plan, 'unit');
      const figure = /^(\d+)单元$/.exec(unit?.text ?? '')?.[1];
      if (unit === undefined || figure === undefined) return false;
      unit.text = `${chinese(Number(figure))}单元`;
      return true;
    },
  },
  {
    kind: 'other word for unit',
    stage: 3,
    apply: (plan) => {
      if (find(plan, 'unit') === undefined && !addUnit(plan)) return false;
      const unit = find(plan, 'unit');
      if (unit === undefined || !unit.text.endsWith('单元')) return false;
      unit.text = unit.text.replace('单元', plan.random.pick(['门', '门', '门洞', '门栋', '梯', '号门', '楼洞']));
      return true;
    },
  },
  {
    kind: '甲24号',
    stage: 3,
    apply: (plan) => {
      const said = find(plan, 'number');
      const [, figures, letter] = /^(\d+)([甲乙丙])$/.exec(plan.means.number ?? '') ?? [];
      if (said === undefined || figures === undefined || letter === undefined) return false;
      const yard = /号(大院|院)$/.exec(said.text)?.[1];
      const forms = [`${letter}${figures}号`, `${figures}${letter}号`];
      said.text =
        yard === undefined ? plan.random.pick([...forms, `${figures}号${letter}`]) : plan.random.pick(forms) + yard;
      return true;
    },
  },
  {
    kind: '24之1',
    stage: 3,
    apply: (plan) => {
      const said = find(plan, 'number');
      const [, figures, sub] = /^(\d+)-(\d+)$/.exec(plan.means.number ?? '') ?? [];
      if (said === undefined || figures === undefined || sub === undefined) return false;
      said.text = plan.random.pick([
        `${figures}之${sub}号`,
        `${figures}号之${sub}`,
        `${figures}号之${chinese(Number(sub))}`,
        `${figures}之${sub}`,
        `${figures}—${sub}号`,
      ]);
      return true;
    },
  },
  {
    kind: '号院内',
    stage: 3,
    apply: (plan) => {
      const said = find(plan, 'number');
      if (said === undefined || plan.house.compound === null || plan.house.compound.kind === 'lane') return false;
      said.text = said.text.replace(
        /(大院|院)?$/,
        plan.random.pick(['院内', '院里', '大院里', '大院内', '院里面', '院儿里']),
      );
      return true;
    },
  },
  {
    kind: 'suffix swapped',
    stage: 3,
    apply: swapSuffix,
  },
  {
    kind: 'door and floor attached',
    stage: 3,
    apply: (plan) => addRoom(plan),
  },
  {
    kind: 'figures in names',
    stage: 3,
    apply: (plan) => {
      for (const slot of ['road', 'section', 'name'] as const) {
        const said = find(plan, slot);
        const [whole, figure = ''] = COUNTED.exec(said?.text ?? '') ?? [];
        if (said === undefined || whole === undefined) continue;
        said.text = said.text.replace(COUNTED, String(countOf(figure)));
        return true;
      }
      const group = find(plan, 'section');
      if (group === undefined || !/^\d+组$/.test(group.text)) return false;
      group.text = plan.random.pick([
        `第${group.text}`,
        `${chinese(Number(group.text.replace('组', '')))}组`,
        group.text.replace('组', '队'),
      ]);
      return true;
    },
  },
];
