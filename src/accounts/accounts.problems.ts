import { defineProblems } from '../platform/http/problems.js';

export const accountsProblems = defineProblems({
  'not-signed-in': { status: 401, zh: '请先登录', en: 'Sign in first' },
  'origin-not-allowed': {
    status: 403,
    zh: '这个请求不是从本系统的页面发出的',
    en: 'This request did not come from a page of this system',
  },
  'wrong-phone-or-password': {
    status: 401,
    zh: '手机号或密码不对',
    en: 'The phone number or the password is wrong',
  },
  'account-locked': {
    status: 429,
    zh: '多次输错，已暂停登录 15 分钟；用验证码重设密码可立即恢复',
    en: 'Too many wrong attempts: signing in is paused for 15 minutes; resetting the password by a code ends the pause',
  },
  'code-wrong-or-expired': {
    status: 400,
    zh: '验证码不对或已失效，请重新获取',
    en: 'The code is wrong or no longer valid: ask for a new one',
  },
  'administrators-only': {
    status: 403,
    zh: '只有管理员可以管理账号',
    en: 'Only administrators manage accounts',
  },
  'whole-installation-only': {
    status: 403,
    zh: '这件事涉及全市，由全局管理员来办',
    en: 'This holds for the whole installation: an administrator of all of it must do that',
  },
  'works-elsewhere-too': {
    status: 403,
    zh: '这个账号在您的辖区以外也任职，请上级管理员来办',
    en: 'This account works outside of your areas too: an administrator above must do that',
  },
  'not-oneself': { status: 403, zh: '不能对自己的账号这样做', en: 'Nobody does that to their own account' },
  'account-locked-by-office': {
    status: 409,
    zh: '这个账号已停用，请先恢复使用',
    en: 'This account is locked: unlock it first',
  },
  'code-made-just-now': {
    status: 429,
    zh: '刚刚才生成过，或今天生成太多次了；一分钟后再试',
    en: 'One was made just now, or too many today: try again in a minute',
  },
  'phone-taken': {
    status: 409,
    zh: '这个手机号已有账号',
    en: 'This phone number already has an account',
  },
});
