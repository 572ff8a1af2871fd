import type { Language } from '../../platform/http/language.js';
import '../../platform/csv.problems.js';
import '../../platform/geojson.problems.js';
import '../../platform/http/http.problems.js';
import { wordsOf } from '../../platform/http/problems.js';
import { findingWords, type Finding, type FindingCode } from './map-check.js';
import { FILE_FINDING_CODES, type FileFindingCode, type MapFinding } from './maps.types.js';

const WORDS: Record<FileFindingCode, Record<Language, string>> = {
  'feature-unreadable': {
    zh: '这不是面状的 GeoJSON 要素（Polygon 或 MultiPolygon）',
    en: 'This is no GeoJSON feature of a Polygon or MultiPolygon',
  },
  'file-unreadable': { zh: '{fault}', en: '{fault}' },
  'bad-cell': { zh: '{column}：{fault}', en: '{column}: {fault}' },
  'level-unknown': {
    zh: '{code}的 level 应为 city、district、street、community 或 grid，不是“{level}”',
    en: 'The level of {code} is one of city, district, street, community, grid, not "{level}"',
  },
  'level-changed': {
    zh: '{code}原来是{was}，不能改成{level}；请用新的代码',
    en: '{code} was a {was} and cannot become a {level}: give it another code',
  },
  'station-ignored': {
    zh: '{code}不是网格，所写的帮办站{station}不起作用',
    en: '{code} is no grid: the station {station} that it names has no effect',
  },
  'removed-with-areas-below': {
    zh: '文件里没有{code}，但它下面还有{below}',
    en: 'The file has {code} no more, but {below} is still below it',
  },
  'parent-changed': {
    zh: '{code}从{was}改属{parent}：已有的事项仍归原来的上级看',
    en: '{code} goes from {was} to {parent}: tickets that are there stay with those above it before',
  },
  'outside-your-areas': { zh: '{code}不在您管理的区域内', en: '{code} is not within the areas that you administer' },
};

function isFileFinding(code: string): code is FileFindingCode {
  return (FILE_FINDING_CODES as readonly string[]).includes(code);
}

/** A line of the report in words. */
export function wordsOfFinding(finding: MapFinding, language: Language): string {
  const { code, args } = finding;
  if (!isFileFinding(code)) return findingWords(finding as Finding & { code: FindingCode }, language);
  // what is wrong with a cell is what is wrong with any field
  const fault = args.fault === undefined ? '' : wordsOf(args.fault, args, language);
  const values: Record<string, string> = { ...args, fault };
  return WORDS[code][language].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
