import type { Language } from '../../platform/http/language.js';
import type { Limit, Reason } from './choosing.types.js';

type Words<Code extends string> = Readonly<Record<Code, Readonly<Record<Language, string>>>>;

const LIMIT: Words<Limit> = {
  off_duty: { zh: '不在班', en: 'off duty' },
  on_leave: { zh: '请假', en: 'on leave' },
  quiet_hours: { zh: '免打扰时段', en: 'quiet hours' },
  resting: { zh: '休息中', en: 'resting' },
  tapped_off: { zh: '暂停接单', en: 'not taking any now' },
  asked_before: { zh: '本事项已问过', en: 'asked for it before' },
  let_go: { zh: '已退出本事项', en: 'left this crew' },
  declined_pair: { zh: '居民或帮办员回避', en: 'resident or helper does not want the other' },
  in_crew: { zh: '已在帮办组', en: 'in the crew' },
  leads_station: { zh: '站长、副站长不派单', en: 'leads the station' },
  held_back: { zh: '站长暂不派', en: 'held back by the head' },
  no_skill: { zh: '没有所需技能或有效证件', en: 'without the skill or a valid licence' },
  no_tool: { zh: '没有所需工具', en: 'without the tool' },
  no_capacity: { zh: '手上已满', en: 'has as much in hand as they can' },
  asked_enough_today: { zh: '今日派单已达上限', en: 'asked often enough today' },
};

export function limitWords(limit: Limit, language: Language): string {
  return LIMIT[limit][language];
}

/** One reason in words, without its points: '距离350米', '350 m away'. */
export function reasonWords({ code, value, points }: Reason, language: Language): string {
  const zh = language === 'zh';
  switch (code) {
    case 'distance':
      if (value === null) return zh ? '距离不详' : 'not known how far';
      if (value < 1000) return zh ? `距离${value}米` : `${value} m away`;
      return zh ? `距离${(value / 1000).toFixed(1)}公里` : `${(value / 1000).toFixed(1)} km away`;
    case 'load':
      return zh ? `手上有${value ?? 0}件` : `${value ?? 0} in hand`;
    case 'since_asked':
      if (value === null) return zh ? '还没派过单' : 'never asked';
      return zh ? `上次派单在${ago(value, 'zh')}前` : `last asked ${ago(value, 'en')} ago`;
    case 'since_served':
      if (value === null) return zh ? '还没帮办过' : 'has not served yet';
      return zh ? `上次帮办在${ago(value, 'zh')}前` : `last served ${ago(value, 'en')} ago`;
    case 'accepts_at_hour': {
      const percent = Math.round((value ?? 0) * 100);
      return zh ? `此时接单可能约${percent}%` : `about ${percent} % likely to accept now`;
    }
    case 'knows_building':
      return zh ? '来过本楼' : 'knows the building';
    case 'language':
      return points > 0
        ? zh
          ? '会居民的语言'
          : "speaks the resident's language"
        : zh
          ? '不会居民的语言'
          : "does not speak the resident's language";
    case 'head_order':
      return zh ? '站长指定先派' : 'to be asked first, says the head';
    case 'own_station':
      return zh ? '本站帮办员' : 'of the station itself';
    case 'spared_skill':
      return zh ? '技能留给别处空位' : 'skill kept for another free place';
    case 'fair_share': {
      const percent = Math.round((value ?? 1) * 100);
      return zh ? `近30天派单和帮办为平均的${percent}%` : `${percent} % of the usual offers and jobs of 30 days`;
    }
  }
}

function ago(seconds: number, language: Language): string {
  const zh = language === 'zh';
  if (seconds < 3600) return zh ? `${Math.round(seconds / 60)}分钟` : `${Math.round(seconds / 60)} min`;
  if (seconds < 86_400) return zh ? `${Math.round(seconds / 3600)}小时` : `${Math.round(seconds / 3600)} h`;
  return zh ? `${Math.round(seconds / 86_400)}天` : `${Math.round(seconds / 86_400)} d`;
}
