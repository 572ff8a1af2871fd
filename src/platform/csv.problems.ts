import { defineProblems } from './http/problems.js';

/** What makes a whole file unreadable. */
export const csvProblems = defineProblems({
  'csv-wrong-encoding': {
    status: 422,
    zh: '文件编码读不出来，请存为 UTF-8 或 GB18030（Excel 的 CSV）',
    en: 'The encoding of the file cannot be read: save it as UTF-8 or GB18030',
  },
  'csv-unreadable': {
    status: 422,
    zh: '第 {line} 行起无法按 CSV 读取，可能是引号没有配对',
    en: 'From line {line} on this is no CSV: a quote may be missing',
  },
  'csv-no-header': { status: 422, zh: '文件里没有表头', en: 'The file has no header' },
  'csv-unknown-header': {
    status: 422,
    zh: '不认识表头“{header}”；可用的有：{known}',
    en: 'The header "{header}" is not known; known are: {known}',
  },
  'csv-header-twice': { status: 422, zh: '表头“{header}”出现了两次', en: 'The header "{header}" stands there twice' },
  'csv-header-missing': { status: 422, zh: '缺少表头“{header}”', en: 'The header "{header}" is missing' },
  'csv-too-many-rows': { status: 422, zh: '最多 {max} 行', en: 'There may be at most {max} rows' },
  'too-many-cells': { status: 422, zh: '这一行的格子比表头多', en: 'This row has more cells than the header' },
  'import-has-faults': {
    status: 422,
    zh: '文件里有错，什么都没有导入，请看 report',
    en: 'The file has faults and nothing was imported: see report',
  },
});
