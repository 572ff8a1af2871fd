import { climbWords, rungWords } from './climb.words.js';

describe('why a rung failed', () => {
  const climb = { fromRung: 'station', rung: 'neighbours', because: 'exhausted' };

  it.each([
    [
      { offered: 3, declined: { away: 1 }, silent: 2 },
      '派出 3 人：1 人婉拒（不在家），2 人未答复',
      '3 asked: 1 declined (away), 2 silent',
    ],
    [{ offered: 2, declined: { busy: 2 }, silent: 0 }, '派出 2 人：2 人婉拒（在忙×2）', '2 asked: 2 declined (busy×2)'],
    [
      { offered: 2, declined: {}, silent: 1 },
      '派出 2 人：1 人未答复，1 人还在等答复',
      '2 asked: 1 silent, 1 not answered yet',
    ],
    [{ offered: 0, declined: {}, silent: 0 }, '没有可派的人', 'nobody to ask'],
  ])('says who was asked and what they said: %j', (answers, zh, en) => {
    expect(climbWords({ ...climb, ...answers }, 'zh')).toBe(`本站帮办员：${zh}；转本社区邻站帮办员`);
    expect(climbWords({ ...climb, ...answers }, 'en')).toBe(
      `helpers of the station: ${en}; on to helpers of the community’s other stations`,
    );
  });

  it('tells a clock that ran out from a rung that had nobody', () => {
    const head = { fromRung: 'head', rung: 'above', offered: 0, declined: {}, silent: 0 };
    expect(climbWords({ ...head, because: 'clock' }, 'zh')).toBe('站长本人：到时无人接办；转社区及以上');
    expect(climbWords({ ...head, because: 'nobody' }, 'zh')).toBe('站长本人：没有可派的人；转社区及以上');
  });

  it('keeps what it does not know as it is', () => {
    expect(rungWords('moon', 'zh')).toBe('moon');
  });
});
