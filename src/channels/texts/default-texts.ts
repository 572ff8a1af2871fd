import type { Language } from '../../platform/http/language.js';

/** What a text may name, `{name}`, with what it looks like. */
const SAMPLES = {
  reference: { zh: '1024-7', en: '1024-7' },
  link: { zh: 'https://…/r#…', en: 'https://…/r#…' },
  window: { zh: '11月22日 14:00至11月22日 16:00', en: '22 Nov 14:00 to 22 Nov 16:00' },
  at: { zh: '11月22日 14:10', en: '22 Nov 14:10' },
  code: { zh: '123456', en: '123456' },
  station: { zh: '登州路帮办站', en: 'Dengzhou Road station' },
  place: { zh: '10号楼4单元', en: 'Building 10, entrance 4' },
  places: { zh: '1 10号楼4单元；2 12号楼4单元', en: '1 Building 10, entrance 4; 2 Building 12, entrance 4' },
} satisfies Record<string, Record<Language, string>>;
export type Variable = keyof typeof SAMPLES;

export interface DefaultText extends Record<Language, string> {
  /** sms: sent by themselves; reply: answers to a message */
  kind: 'sms' | 'reply';
  may: readonly Variable[];
  /** without these the message is of no use to whoever gets it */
  must: readonly Variable[];
}

const sms = (zh: string, en: string, must: readonly Variable[], may: readonly Variable[] = []): DefaultText => ({
  ...{ kind: 'sms', zh, en, must, may: [...new Set([...must, ...may, 'reference' as const])] },
});
const reply = (zh: string, en: string, must: readonly Variable[] = [], may: readonly Variable[] = []): DefaultText => ({
  ...{ kind: 'reply', zh, en, must, may: [...must, ...may] },
});

const MORE_ZH = '要补充请直接回复；另有别的事，请以“新事项”开头。';
const MORE_EN = 'Reply to add anything; for something else begin with "new request".';
const WHERE_ZH = '是请回“是”；不是请写明路名、门牌号、几号楼几单元。';
const WHERE_EN = 'Reply "yes", or write road, number, building and entrance.';

/**
 * What residents are told, until an administrator words it otherwise (message-texts.ts). Words of danger (119, 120, 110) go before them and
 * are nobody's to change (requests/danger.policy.ts).
 */
export const DEFAULT_TEXTS = {
  receipt: sms(
    '您的求助已登记，编号 {reference}。进度：{link}',
    'Your request is noted as {reference}. How it goes: {link}',
    ['link'],
  ),
  'please-confirm': sms(
    '您的求助 {reference} 已办理，好了吗？请点开确认或说没好：{link}',
    'Your request {reference} is done. Is it good? Confirm, or say that it is not: {link}',
    ['link'],
  ),
  reopened: sms(
    '已知道没好，求助 {reference} 重新办理。进度：{link}',
    'We know that it is not good: {reference} is taken up again. How it goes: {link}',
    ['link'],
  ),
  cancelled: sms('您的求助 {reference} 已取消。{link}', 'Your request {reference} is cancelled. {link}', [], ['link']),
  merged: sms(
    '您的求助 {reference} 与另一件同样的求助合并办理，由一组人一起办，您照样可以确认或说没好：{link}',
    'Your request {reference} is seen to together with another for the same thing; you confirm it, or not, as before: {link}',
    ['link'],
  ),
  appointment: sms(
    '帮办员约定 {window} 上门（求助 {reference}）。不方便请点开改时间：{link}',
    'A helper comes {window} (request {reference}). To change the time: {link}',
    ['window', 'link'],
  ),
  'appointment-cancelled': sms(
    '求助 {reference} 原定 {window} 的上门取消。{link}',
    'The visit {window} for request {reference} is cancelled. {link}',
    ['window'],
    ['link'],
  ),
  'nobody-home': sms(
    '帮办员 {at} 上门，家中无人（求助 {reference}）。什么时候方便？请点开回复：{link}',
    'A helper came at {at}, and nobody was at home (request {reference}). When would suit you? {link}',
    ['link'],
    ['at'],
  ),
  'one-time-code': {
    ...{ kind: 'sms', must: ['code'], may: ['code'] },
    zh: '登录验证码：{code}，10 分钟内有效。',
    en: 'Your code is {code}, good for 10 minutes.',
  },
  welcome: reply('不客气。有事请直接发消息。', 'You are welcome. Write to us whenever you need help.'),
  'opened-at': reply(
    `已登记，编号{reference}，地点{place}，由{station}帮办。${MORE_ZH}`,
    `Noted as {reference} at {place}; {station} will see to it. ${MORE_EN}`,
    ['reference', 'place'],
    ['station'],
  ),
  opened: reply(
    `已登记，编号{reference}，由{station}帮办。${MORE_ZH}`,
    `Noted as {reference}; {station} will see to it. ${MORE_EN}`,
    ['reference'],
    ['station'],
  ),
  triage: reply(
    `已登记，编号{reference}，接线员会核实地点并联系您。${MORE_ZH}`,
    `Noted as {reference}; an operator will find out where it is and ring you. ${MORE_EN}`,
    ['reference'],
  ),
  'placed-at': reply(
    '知道了，编号{reference}，地点{place}，由{station}帮办。',
    'Thank you: {reference} is at {place}; {station} will see to it.',
    ['reference', 'place'],
    ['station'],
  ),
  placed: reply(
    '知道了，编号{reference}，由{station}帮办。',
    'Thank you: {reference}; {station} will see to it.',
    ['reference'],
    ['station'],
  ),
  commented: reply(`已补充到编号{reference}。${MORE_ZH}`, `Added to {reference}. ${MORE_EN}`, [], ['reference']),
  urged: reply(
    '已催办，编号{reference}，帮办站已知道。',
    'The station has been urged about {reference}.',
    [],
    ['reference'],
  ),
  'urged-already': reply(
    '编号{reference}一小时内已催办过，您的话已转达帮办站。',
    '{reference} was urged within the hour; the station has your words as well.',
    [],
    ['reference'],
  ),
  thanked: reply('收到，已记到编号{reference}。', 'Thank you: noted with {reference}.', [], ['reference']),
  'thanked-resolved': reply(
    '收到，谢谢。编号{reference}是不是办好了，请点开短信里的链接确认，或者等我们回访。',
    'Thank you. To confirm {reference}, open the link that you were sent, or wait for our call.',
    [],
    ['reference'],
  ),
  'ask-still-there': reply(`还是在{place}吗？${WHERE_ZH}`, `Is it at {place} again? ${WHERE_EN}`, ['place']),
  'ask-is-it': reply(`您说的是{place}吗？${WHERE_ZH}`, `Do you mean {place}? ${WHERE_EN}`, ['place']),
  'ask-which': reply(
    '您说的是哪里：{places}？请回数字；都不是请写明路名、门牌号、几号楼几单元。',
    'Which do you mean: {places}? Reply with its number, or write road, number, building and entrance.',
    ['places'],
  ),
  'ask-what': reply('收到您的定位。请说是什么事。', 'We have your position. What is the matter?'),
  'ask-where': reply(
    '请告诉我们在哪里：路名、门牌号或小区、几号楼几单元。',
    'Please tell us where it is: road, number or estate, building and entrance.',
  ),
} satisfies Record<string, DefaultText>;

export type TextKey = keyof typeof DEFAULT_TEXTS;
export const TEXT_KEYS = Object.keys(DEFAULT_TEXTS) as TextKey[];
export const LANGUAGES = ['zh', 'en'] as const satisfies readonly Language[];

export const defaultOf = (key: TextKey): DefaultText => DEFAULT_TEXTS[key];
export const sampleOf = (variable: Variable, language: Language): string => SAMPLES[variable][language];

/** The names between braces, each once; `{}` and `{two words}` are names as well, and nobody's. */
export function variablesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? ''))];
}

/** A variable that is not given stays empty: nobody is sent braces. */
export function filled(text: string, given: Partial<Record<Variable, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: Variable) => given[name] ?? '');
}
