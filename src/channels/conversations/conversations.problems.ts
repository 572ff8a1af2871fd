import { defineProblems } from '../../platform/http/problems.js';

export const conversationProblems = defineProblems({
  'message-empty': { status: 422, zh: '没有文字，也没有定位', en: 'There is neither text nor a position' },
  'signature-invalid': {
    status: 401,
    zh: '签名无效：请核对密钥、时间（前后 5 分钟内）和正文',
    en: 'The signature is not valid: check key, time (within 5 minutes) and body',
  },
});
