import { defineProblems } from './http/problems.js';

/** What makes a whole file of areas unreadable. */
export const geojsonProblems = defineProblems({
  'geojson-unreadable': {
    status: 422,
    zh: '第 {line} 行起无法按 GeoJSON 读取，文件可能不完整',
    en: 'From line {line} on this is no GeoJSON: the file may be cut off',
  },
  'geojson-no-features': {
    status: 422,
    zh: '文件不是 GeoJSON 的 FeatureCollection：没有 features',
    en: 'The file is no GeoJSON FeatureCollection: it has no features',
  },
  'geojson-feature-too-large': {
    status: 422,
    zh: '第 {line} 行的要素超过 64 MiB',
    en: 'The feature at line {line} is larger than 64 MiB',
  },
});
