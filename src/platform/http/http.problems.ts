import { defineProblems } from './problems.js';

/** What any endpoint can answer. */
export const httpProblems = defineProblems({
  'invalid-input': { status: 400, zh: '提交的内容有误，请看 errors', en: 'The input has mistakes: see errors' },
  'invalid-json': { status: 400, zh: '请求正文不是有效的 JSON', en: 'The body is not valid JSON' },
  'body-too-large': { status: 413, zh: '请求正文过大', en: 'The body is larger than allowed' },
  'unsupported-media-type': { status: 415, zh: '不支持这种内容类型', en: 'This content type is not supported' },
  'malformed-address': { status: 400, zh: '网址无效', en: 'The address is not valid' },
  'address-too-long': { status: 414, zh: '网址过长', en: 'The address is longer than allowed' },
  'malformed-request': { status: 400, zh: '请求无法读懂', en: 'The request cannot be read' },
  'headers-too-large': { status: 431, zh: '请求头过大', en: 'The headers are larger than allowed' },
  'request-too-slow': { status: 408, zh: '请求没有及时发完', en: 'The request did not arrive in time' },
  'no-such-endpoint': { status: 404, zh: '没有这个接口', en: 'There is no such endpoint' },
  'not-found': { status: 404, zh: '没有找到，或不在您的范围内', en: 'Not found, or not within your scope' },
  'too-many-requests': { status: 429, zh: '请求过于频繁，请稍后再试', en: 'Too many requests: try again later' },
  'internal-fault': {
    status: 500,
    zh: '系统出错了，请带着请求编号联系管理员',
    en: 'Something broke on our side: quote the request id',
  },
  'idempotency-key-reused': {
    status: 422,
    zh: '这个 Idempotency-Key 已用于另一个内容不同的请求',
    en: 'This Idempotency-Key was used with another body',
  },
  'idempotency-key-malformed': {
    status: 400,
    zh: 'Idempotency-Key 须为 1–200 个可见的英文字符',
    en: 'Idempotency-Key must be 1 to 200 visible ASCII characters',
  },
  'already-done': {
    status: 409,
    zh: '这个请求已经办过，但答复没有保存下来，请查看结果',
    en: 'This request was done before, but its answer was not kept: look at the result',
  },
  'changed-meanwhile': {
    status: 409,
    zh: '您看过以后刚才有了变化，您的还没有记下：看过再提交',
    en: 'It has changed since you looked at it, and nothing was done: look again, then send it again',
  },
  'cursor-malformed': { status: 400, zh: '翻页标记无效', en: 'The page cursor is not valid' },
});

/** What can be wrong with one field; shown inside `errors` of invalid-input. */
export const fieldProblems = defineProblems({
  required: { status: 400, zh: '必填', en: 'is required' },
  'unknown-field': { status: 400, zh: '没有这一项', en: 'is not a known field' },
  'not-text': { status: 400, zh: '应为文字', en: 'must be text' },
  'too-short': { status: 400, zh: '至少 {min} 个字', en: 'must have at least {min} characters' },
  'too-long': { status: 400, zh: '最多 {max} 个字', en: 'must have at most {max} characters' },
  'forbidden-characters': { status: 400, zh: '含有不允许的控制字符', en: 'contains control characters' },
  'not-an-id': { status: 400, zh: '应为 UUID', en: 'must be a UUID' },
  'not-a-number': { status: 400, zh: '应为数字', en: 'must be a number' },
  'not-an-integer': { status: 400, zh: '应为整数', en: 'must be a whole number' },
  'too-small': { status: 400, zh: '不能小于 {min}', en: 'must be at least {min}' },
  'too-large': { status: 400, zh: '不能大于 {max}', en: 'must be at most {max}' },
  'not-one-of': { status: 400, zh: '应为下列之一：{values}', en: 'must be one of: {values}' },
  'not-a-date-time': {
    status: 400,
    zh: '应为带时区的时间，如 2026-11-22T09:30:00+08:00',
    en: 'must be a date and time with its offset, such as 2026-11-22T09:30:00+08:00',
  },
  'not-a-day': { status: 400, zh: '应为日期，如 2026-11-22', en: 'must be a day, such as 2026-11-22' },
  'not-a-phone-number': { status: 400, zh: '不是有效的电话号码', en: 'is not a valid phone number' },
  'not-true-or-false': { status: 400, zh: '应为 true 或 false', en: 'must be true or false' },
  'not-a-list': { status: 400, zh: '应为列表', en: 'must be a list' },
  'too-few': { status: 400, zh: '至少 {min} 项', en: 'must have at least {min} items' },
  'too-many': { status: 400, zh: '最多 {max} 项', en: 'must have at most {max} items' },
  'not-an-object': { status: 400, zh: '应为对象', en: 'must be an object' },
  'wrong-format': { status: 400, zh: '格式不对', en: 'has the wrong format' },
});
