import { TOOL_CODES } from '../stations/stations.js';
import { questionsFault } from '../tickets/questions/questions.policy.js';
import { questions } from './street-questions.js';
import { generateStreet } from './street.js';

const street = generateStreet();
const TODAY = '2026-11-23';
const unique = (values: readonly string[]): boolean => new Set(values).size === values.length;

describe('the categories', () => {
  const roots = street.categories.filter(({ parentCode }) => parentCode === null);
  const leaves = street.categories.filter(({ parentCode }) => parentCode !== null);

  it('are 40-odd leaves under nine roots that cannot be chosen', () => {
    expect(roots).toHaveLength(9);
    expect(roots.every(({ crew, selectable }) => crew.length === 0 && !selectable)).toBe(true);
    expect(leaves.length).toBeGreaterThanOrEqual(40);
    expect(leaves.length).toBeLessThan(50);
    expect(unique(street.categories.flatMap(({ code }) => code))).toBe(true);
    expect(unique(street.categories.flatMap(({ name }) => name))).toBe(true);
    for (const { code, parentCode, selectable } of leaves) {
      expect(selectable).toBe(true);
      expect(roots.some((root) => root.code === parentCode && code.startsWith(`${root.code}.`))).toBe(true);
    }
  });

  it('send 紧急 and 特急 out by themselves, and keep the confidential ones confidential', () => {
    for (const { urgency, dispatch, roundTheClock } of leaves) {
      if (urgency !== 'normal') expect([dispatch, roundTheClock]).toEqual(['auto', true]);
    }
    expect(new Set(leaves.map(({ urgency }) => urgency)).size).toBe(3);
    expect(leaves.some(({ urgency, dispatch }) => urgency === 'normal' && dispatch === 'head')).toBe(true);
    for (const { code, confidential } of street.categories) {
      expect(confidential).toBe(/^(family|legal|health)(\.|$)/.test(code));
    }
  });

  it('ask for crews that the street has, with licences that are valid, in a time that is possible', () => {
    const able = (skill: string): number =>
      street.helpers.filter(({ skills }) =>
        skills.some((own) => own.skill === skill && (own.validUntil === null || own.validUntil >= TODAY)),
      ).length;
    for (const { crew, acceptMinutes, arriveMinutes, resolveMinutes } of leaves) {
      expect(crew.length).toBeGreaterThan(0);
      for (const { skill, size } of crew) {
        expect(size).toBeGreaterThan(0);
        if (skill !== null) expect(able(skill)).toBeGreaterThan(3);
      }
      expect(acceptMinutes).toBeGreaterThanOrEqual(5);
      expect(acceptMinutes).toBeLessThanOrEqual(30);
      expect(resolveMinutes).toBeGreaterThan(acceptMinutes);
      if (arriveMinutes !== null) {
        expect(arriveMinutes).toBeGreaterThan(acceptMinutes);
        expect(arriveMinutes).toBeLessThanOrEqual(resolveMinutes);
      }
    }
    for (const { code } of street.skills) expect(able(code)).toBeGreaterThan(3);
  });

  it('ask for tools that the house knows, and that everybody with the skill has', () => {
    const known = street.helpers.flatMap(({ tools }) => tools);
    expect(known.length).toBeGreaterThan(100);
    const asked = leaves.flatMap(({ crew }) => crew).filter(({ tools }) => tools !== undefined);
    expect(asked.length).toBeGreaterThan(8);
    for (const tool of [...known, ...asked.flatMap(({ tools }) => tools ?? [])]) expect(TOOL_CODES).toContain(tool);
    for (const { skill, tools = [] } of asked) {
      const able = street.helpers.filter(({ skills }) => skills.some((own) => own.skill === skill));
      for (const helper of able) expect(helper.tools).toEqual(expect.arrayContaining(tools));
    }
  });

  it('send nobody alone at night behind a door, and take a quarter of an hour to four hours', () => {
    expect(leaves.filter(({ pair }) => pair === 'alone_at_night').length).toBeGreaterThan(10);
    for (const { crew, pair } of leaves)
      if (pair === 'alone_at_night') expect(crew.reduce((sum, { size }) => sum + size, 0)).toBe(1);
    for (const { code, durationMinutes } of leaves) {
      expect(durationMinutes).toBeGreaterThanOrEqual(15);
      expect({ code, minutes: durationMinutes }).toEqual({ code, minutes: Math.min(durationMinutes, 240) });
    }
  });

  it('ask what may be asked, where they are known by their code; one question is required', () => {
    const asking = leaves.filter((leaf) => leaf.questions !== undefined);
    expect(asking.map(({ code }) => code).sort()).toEqual(Object.keys(questions).sort());
    for (const { questions: asked = [] } of asking) expect(questionsFault(asked)).toBeUndefined();
    const required = asking.flatMap(({ questions: asked = [] }) => asked.filter((question) => question.required));
    expect(required.map(({ id }) => id)).toEqual(['people']);
  });

  it('have 楼梯扶手 as the story tells it', () => {
    expect(street.categories.find(({ code }) => code === 'house.handrail')).toEqual({
      code: 'house.handrail',
      parentCode: 'house',
      name: '楼梯扶手',
      nameEn: 'Stair handrail',
      selectable: true,
      urgency: 'normal',
      dispatch: 'head',
      crew: [
        { skill: 'carpentry', size: 1 },
        { skill: null, size: 2 },
      ],
      durationMinutes: 60,
      pair: 'never',
      acceptMinutes: 10,
      arriveMinutes: 30,
      resolveMinutes: 60,
      confidential: false,
      roundTheClock: false,
    });
  });
});
