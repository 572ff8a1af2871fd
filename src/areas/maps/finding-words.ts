import type { Language } from '../../platform/http/language.js';
import type { AreaKind } from '../areas.types.js';
import type { Finding, FindingCode } from './map-check.types.js';

const WORDS: Record<FindingCode, Record<Language, string>> = {
  'no-boundary': { zh: '网格{code}没有边界', en: 'Grid {code} has no boundary' },
  'bad-position': {
    zh: '{code}的边界里有一个位置不是经度、纬度：{position}',
    en: 'The boundary of {code} has a position that is not degrees of longitude and latitude: {position}',
  },
  'ring-too-short': {
    zh: '{code}的边界里有一个环只有{positions}个位置，至少要4个',
    en: 'The boundary of {code} has a ring of {positions} positions; it takes 4 at least',
  },
  'ring-not-closed': {
    zh: '{code}的边界里有一个环没有闭合，首尾相距{metres}米',
    en: 'The boundary of {code} has a ring that is not closed: its ends are {metres} m apart',
  },
  'ring-without-area': {
    zh: '{code}的边界里有一个环没有面积',
    en: 'The boundary of {code} has a ring that holds no area',
  },
  'self-crossing': {
    zh: '{code}的边界自相交，在{position}',
    en: 'The boundary of {code} crosses itself at {position}',
  },
  'hole-outside': {
    zh: '{code}的边界里有一个洞不在其外环之内',
    en: 'The boundary of {code} has a hole that is not within its outer ring',
  },
  'parts-overlap': { zh: '{code}的边界有两部分互相重叠', en: 'Two parts of the boundary of {code} overlap' },
  'touches-itself': {
    zh: '{code}的边界在{position}碰到自己',
    en: 'The boundary of {code} touches itself at {position}',
  },
  winding: {
    zh: '{code}的边界有{rings}个环方向不对，已改正',
    en: '{rings} rings of the boundary of {code} ran the wrong way; put right',
  },
  altitude: {
    zh: '{code}的边界带有高程，已去掉',
    en: 'The boundary of {code} had altitudes; left out',
  },
  'repeated-positions': {
    zh: '{code}的边界有{positions}个连续重复的位置，已去掉',
    en: 'The boundary of {code} had {positions} positions right after the same one; left out',
  },
  'duplicate-code': { zh: '代码{code}出现了{times}次', en: 'The code {code} is there {times} times' },
  'parent-missing': { zh: '{code}没有写上级区域', en: '{code} names no area above it' },
  'unknown-parent': {
    zh: '{code}的上级区域{parent}不存在',
    en: 'The area {parent}, above {code}, is not there',
  },
  'wrong-level': {
    zh: '{code}（{level}）不能属于{parent}（{parentLevel}）',
    en: '{code} ({level}) cannot be right below {parent} ({parentLevel})',
  },
  'unknown-station': {
    zh: '网格{code}所写的帮办站{station}不存在',
    en: 'The station {station}, named by grid {code}, is not there',
  },
  'no-station': { zh: '网格{code}没有帮办站', en: 'Grid {code} has no station' },
  'outside-parent': {
    zh: '{code}有{area}平方米（{share}）在上级{parent}之外',
    en: '{area} m² of {code} ({share}) lie outside {parent}, which is above it',
  },
  overlap: {
    zh: '{code}与{other}重叠{area}平方米（占较小者的{share}）',
    en: '{code} and {other} overlap by {area} m² ({share} of the smaller)',
  },
  gap: {
    zh: '{code}内有{area}平方米（{share}）不属于任何下级区域',
    en: '{area} m² of {code} ({share}) are in no area below it',
  },
  'gap-between': {
    zh: '各{level}之间有{area}平方米不属于任何一个',
    en: '{area} m² between the areas of level {level} are in none of them',
  },
  'duplicate-building': { zh: '楼栋代码{code}出现了{times}次', en: 'The building {code} is there {times} times' },
  'unknown-grid': {
    zh: '楼栋{code}所写的网格{grid}不存在',
    en: 'The grid {grid}, named by building {code}, is not there',
  },
  'building-without-place': {
    zh: '楼栋{code}既没有网格，也没有经纬度',
    en: 'Building {code} has neither a grid nor coordinates',
  },
  'building-outside-grid': {
    zh: '楼栋{code}在所属网格{grid}之外{metres}米',
    en: 'Building {code} stands {metres} m outside its grid {grid}',
  },
  'building-in-no-grid': { zh: '楼栋{code}不在任何网格内', en: 'Building {code} stands in no grid' },
};

const LEVELS: Record<AreaKind, Record<Language, string>> = {
  city: { zh: '市', en: 'city' },
  district: { zh: '区', en: 'district' },
  street: { zh: '街道', en: 'street' },
  community: { zh: '社区', en: 'community' },
  grid: { zh: '网格', en: 'grid' },
};

const MORE: Record<Language, string> = { zh: '；此类另有{more}项', en: '; and {more} more of this kind' };

/** A finding in words, for who imports a map. */
export function findingWords({ code, args, more }: Finding, language: Language): string {
  const text = WORDS[code][language] + (more === undefined ? '' : MORE[language]);
  const values: Record<string, string> = { ...args, more: String(more) };
  for (const name of ['level', 'parentLevel']) {
    const level = LEVELS[args[name] as AreaKind];
    if (level !== undefined) values[name] = level[language];
  }
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
