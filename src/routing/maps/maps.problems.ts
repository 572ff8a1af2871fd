import { defineProblems } from '../../platform/http/problems.js';

export const mapsProblems = defineProblems({
  'not-a-draft': { status: 409, zh: '这张网格图不是草稿，不能再改', en: 'This map is no draft: it cannot be changed' },
  'map-being-published': {
    status: 409,
    zh: '这张网格图正在发布或已定发布日期；先撤回发布',
    en: 'This map is being published, or is to be on its day: withdraw that first',
  },
  'import-under-way': {
    status: 409,
    zh: '这张网格图正在导入另一个文件',
    en: 'Another file is on its way into this map',
  },
  'import-interrupted': {
    status: 400,
    zh: '文件没有传完，什么都没有导入',
    en: 'The file did not come to its end, and nothing was imported',
  },
  'map-import-has-faults': {
    status: 422,
    zh: '文件里有错，什么都没有导入，请看校验报告',
    en: 'The file has faults and nothing was imported: see the report',
  },
  'map-not-checked': {
    status: 409,
    zh: '网格图改动后还没有校验',
    en: 'The map has not been checked since it was changed',
  },
  'map-has-errors': {
    status: 422,
    zh: '校验报告里有 {errors} 处错误，不能发布',
    en: 'The report has errors ({errors}): the map cannot be published',
  },
  'map-has-warnings': {
    status: 422,
    zh: '校验报告里有 {warnings} 处提醒；确认后请带 acceptWarnings 再发布',
    en: 'The report has warnings ({warnings}): publish with acceptWarnings where they are accepted',
  },
  'draft-changed-meanwhile': {
    status: 409,
    zh: '您画的时候有人改过这张草稿，什么都没有保存',
    en: 'Somebody has changed this draft meanwhile: nothing was saved',
  },
  'draft-outdated': {
    status: 409,
    zh: '草稿开始后又发布过别的网格图；请另建草稿重新导入',
    en: 'Another map has been published since this draft began: begin a new one and import again',
  },
  'map-never-published': {
    status: 409,
    zh: '只能回退到曾经发布过的网格图',
    en: 'Only a map that was published before can be rolled back to',
  },
  'map-is-published': { status: 409, zh: '这张网格图正在使用', en: 'This is the published map' },
  'outside-your-areas': {
    status: 403,
    zh: '其中有不在您管理的区域内的改动',
    en: 'It changes something outside of the areas that you administer',
  },
  'not-scheduled': { status: 409, zh: '没有可以撤回的发布', en: 'There is nothing to withdraw' },
  'publishing-failed': { status: 500, zh: '发布没有成功', en: 'Publishing failed' },
});
