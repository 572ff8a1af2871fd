import { limitWords, reasonWords } from './choosing.words.js';

describe('the words of a choice', () => {
  it.each([
    ['distance', 350, '距离350米', '350 m away'],
    ['distance', 1250, '距离1.3公里', '1.3 km away'],
    ['distance', null, '距离不详', 'not known how far'],
    ['since_asked', null, '还没派过单', 'never asked'],
    ['since_asked', 1800, '上次派单在30分钟前', 'last asked 30 min ago'],
    ['since_served', 7200, '上次帮办在2小时前', 'last served 2 h ago'],
    ['accepts_at_hour', 0.314, '此时接单可能约31%', 'about 31 % likely to accept now'],
    ['fair_share', 1.5, '近30天派单和帮办为平均的150%', '150 % of the usual offers and jobs of 30 days'],
  ] as const)('%s %s', (code, value, zh, en) => {
    expect(reasonWords({ code, value, points: 1 }, 'zh')).toBe(zh);
    expect(reasonWords({ code, value, points: 1 }, 'en')).toBe(en);
  });

  it('limits', () => {
    expect(limitWords('asked_enough_today', 'zh')).toBe('今日派单已达上限');
  });
});
