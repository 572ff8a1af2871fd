import { generateStreet } from '../../demo/street.js';
import { categoryOf } from './category.policy.js';

const categories = generateStreet().categories.map((category) => ({ ...category, id: category.code }));
const guessed = (text: string) => categoryOf(text, categories)?.code;

describe('the category of a request that nobody has sorted', () => {
  it.each([
    ['楼梯扶手松了', 'house.handrail'],
    ['家里的下水堵了，下水堵塞', 'utilities.drain'],
    ['楼道灯坏了', 'utilities.corridor_light'],
    ['有一股燃气异味', 'utilities.gas_smell'],
    ['水管爆了，是水管爆裂', 'utilities.burst_pipe'],
  ])('%s: %s', (text, code) => expect(guessed(text)).toBe(code));

  it('is 其他 where nothing, or as much of several, is in it', () => {
    expect(guessed('你们好')).toBe('community.other');
    expect(guessed('hello')).toBe('community.other');
    expect(guessed('')).toBe('community.other');
  });

  it('is a confidential one only where its whole name is said', () => {
    expect(guessed('跟邻居有纠纷')).not.toMatch(/^(family|legal|health)/);
    expect(guessed('要反映家庭暴力')).toBe('family.violence');
  });

  it('is any that is open to all where there is no 其他, and none where there is none', () => {
    const rest = categories.filter(({ code }) => !code.endsWith('other'));
    expect(categoryOf('你们好', rest)).toMatchObject({ selectable: true, confidential: false });
    expect(categoryOf('你们好', [])).toBeUndefined();
  });
});
