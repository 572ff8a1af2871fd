import { dangersIn, dangerWords } from './danger.policy.js';

describe('words that mean danger to life', () => {
  it.each([
    ['厨房着火了快来人', ['fire']],
    ['楼道里冒黑烟', ['fire']],
    ['家里有股煤气味', ['gas']],
    ['闻到了天然气', ['gas']],
    ['燃气好像泄漏了', ['gas']],
    ['老人晕倒了，叫不醒', ['medical']],
    ['奶奶摔了一跤起不来', ['medical']],
    ['楼下有人持刀', ['violence']],
    ['三个人被困在电梯里', ['rescue']],
    ['There is smoke in the corridor', ['fire']],
    ['My father collapsed', ['medical']],
    ['we smell gas', ['gas']],
    ['着火了，有人晕倒', ['fire', 'medical']],
  ])('%s', (text, dangers) => expect(dangersIn(text)).toEqual(dangers));

  it.each([
    '楼梯扶手松了',
    '煤气费怎么交',
    '灭火器过期了',
    '没有着火，只是焦味',
    '刀磨一下',
    '搬家',
    'the gate is broken',
  ])('are not in: %s', (text) => expect(dangersIn(text)).toEqual([]));

  it('name the number to ring, in the language of the reader', () => {
    expect(dangerWords(['fire'], 'zh')).toContain('119');
    expect(dangerWords(['medical'], 'en')).toMatch(/^If life is in danger, first ring 120/);
    expect(dangerWords(['violence', 'medical'], 'zh')).toMatch(/110.*120/);
    expect(dangerWords([], 'zh')).toBeNull();
  });
});
