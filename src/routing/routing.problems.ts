import { defineProblems } from '../platform/http/problems.js';

export const routingProblems = defineProblems({
  'no-grid-map': {
    status: 503,
    zh: '还没有发布网格图，暂时无法派往帮办站',
    en: 'No grid map is published yet: no station can be found',
  },
  'place-missing': {
    status: 422,
    zh: '请说明地点：楼栋、网格、定位或区域',
    en: 'Say where: a building, a grid, a point or an area',
  },
  'unknown-building': { status: 422, zh: '没有这栋楼', en: 'There is no such building' },
  'unknown-grid': { status: 422, zh: '没有这个网格', en: 'There is no such grid' },
  'outside-every-grid': {
    status: 422,
    zh: '这个位置不在任何网格内；只知道大概时请另填区域',
    en: 'This place lies outside every grid: where only the area is known, name it',
  },
  'coordinates-swapped': {
    status: 422,
    zh: '经度和纬度填反了：对调后在{area}内',
    en: 'Longitude and latitude are swapped: the other way round the point is in {area}',
  },
  'latitude-out-of-range': { status: 422, zh: '纬度应在 −90 至 90 之间', en: 'A latitude is from −90 to 90' },
  'desk-only': {
    status: 403,
    zh: '只有接线员、管片人员、站长和副站长可以试派',
    en: 'Only operators, area leaders, heads and deputies may try a route',
  },
});
