import type { Language } from '../platform/http/language.js';

type Words = Record<string, Record<Language, string>>;

const RUNG: Words = {
  station: { zh: '本站帮办员', en: 'helpers of the station' },
  neighbours: { zh: '本社区邻站帮办员', en: 'helpers of the community’s other stations' },
  pool: { zh: '街道专业人员', en: 'professionals of the street' },
  head: { zh: '站长本人', en: 'the head in person' },
  above: { zh: '社区及以上', en: 'the community and above' },
};

const DECLINED: Words = {
  busy: { zh: '在忙', en: 'busy' },
  away: { zh: '不在家', en: 'away' },
  unwell: { zh: '身体不适', en: 'unwell' },
  not_my_skill: { zh: '不会这个', en: 'not my skill' },
  too_far: { zh: '太远', en: 'too far' },
  other: { zh: '其他原因', en: 'another reason' },
};

export function rungWords(rung: string, language: Language): string {
  return RUNG[rung]?.[language] ?? rung;
}

/** Why a rung of the ladder failed: “派出 3 人：1 人婉拒（不在家），2 人未答复”. `changes`: of the event that tells it. */
export function climbWords(changes: Record<string, unknown>, language: Language): string {
  const {
    fromRung,
    rung,
    because,
    offered = 0,
    silent = 0,
    declined = {},
  } = changes as {
    fromRung?: string;
    rung?: string;
    because?: string;
    offered?: number;
    silent?: number;
    declined?: Record<string, number>;
  };
  const reasons = Object.entries(declined).map(([code, n]) => ({ words: DECLINED[code]?.[language] ?? code, n }));
  const refused = reasons.reduce((sum, { n }) => sum + n, 0);
  const waiting = Math.max(0, offered - refused - silent);
  const each = reasons.map(({ words, n }) => (n > 1 ? `${words}×${n}` : words));
  const answers =
    language === 'zh'
      ? [
          ...(refused > 0 ? [`${refused} 人婉拒（${each.join('、')}）`] : []),
          ...(silent > 0 ? [`${silent} 人未答复`] : []),
          ...(waiting > 0 ? [`${waiting} 人还在等答复`] : []),
        ]
      : [
          ...(refused > 0 ? [`${refused} declined (${each.join(', ')})`] : []),
          ...(silent > 0 ? [`${silent} silent`] : []),
          ...(waiting > 0 ? [`${waiting} not answered yet`] : []),
        ];
  const from = rungWords(String(fromRung), language);
  const to = rungWords(String(rung), language);
  if (language === 'zh') {
    const what =
      offered > 0 ? `派出 ${offered} 人：${answers.join('，')}` : because === 'clock' ? '到时无人接办' : '没有可派的人';
    return `${from}：${what}；转${to}`;
  }
  const what =
    offered > 0 ? `${offered} asked: ${answers.join(', ')}` : because === 'clock' ? 'nobody in time' : 'nobody to ask';
  return `${from}: ${what}; on to ${to}`;
}
