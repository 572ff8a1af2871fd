import { defineProblems } from '../platform/http/problems.js';

export const ticketProblems = defineProblems({
  'unknown-category': {
    status: 422,
    zh: '没有这个类别，或它只用来归类',
    en: 'There is no such category, or it only sorts others',
  },
  'unknown-skill': { status: 422, zh: '没有这项技能', en: 'There is no such skill' },
  'not-possible-now': {
    status: 409,
    zh: '帮办事项现在是“{stateZh}”，不能这样做；现在可以做的见 possible，刚才发生的见 last',
    en: "The ticket is '{state}' now, so this is not possible: see `possible`, and `last` for what happened",
  },
  'not-permitted': { status: 403, zh: '您不能对这个帮办事项这样做', en: 'You may not do this to this ticket' },
  'crew-full': { status: 409, zh: '帮办组已满', en: 'The crew is full' },
  'already-in-crew': { status: 409, zh: '已经在帮办组里', en: 'Is in the crew already' },
  'not-in-crew': { status: 409, zh: '不在帮办组里', en: 'Is not in the crew' },
  'helper-not-qualified': {
    status: 409,
    zh: '空缺的位置需要这位帮办员没有的技能（或执照已过期）',
    en: 'The free places need a skill that the helper does not hold, or whose licence has expired',
  },
  'helper-not-of-station': {
    status: 409,
    zh: '这位帮办员不属于本站，也没有登记愿意支援本站',
    en: 'The helper belongs to another station and is not willing to serve this one',
  },
  'unknown-helper': { status: 422, zh: '没有这位帮办员', en: 'There is no such helper' },
  'crew-empty': { status: 409, zh: '帮办组还没有人', en: 'Nobody is in the crew yet' },
  'not-started': { status: 409, zh: '还没有开始，不能报“办成”', en: 'Work has not started, so it cannot be done' },
  'already-rated': { status: 409, zh: '已经评过分', en: 'Was rated already' },
  'too-old-to-reopen': {
    status: 409,
    zh: '办结已超过 30 天，请另报新事项',
    en: 'Closed over 30 days ago: open a new one',
  },
  'no-station-yet': { status: 409, zh: '还是找不到帮办站', en: 'Still no station covers this place' },
  'happened-at-not-permitted': {
    status: 403,
    zh: '只有站长和接线员可以补记时间',
    en: 'Only heads and operators record something afterwards',
  },
  'happened-at-out-of-range': {
    status: 422,
    zh: '发生时间须在最近 7 天内、不在将来、且不早于已有记录',
    en: 'It must have happened within 7 days, not in the future, and not before what is recorded',
  },
  'hold-until-in-the-past': { status: 422, zh: '挂起到的时间须在将来', en: 'The hold must end in the future' },
  'not-a-photo': { status: 422, zh: '这不是可以打开的照片（JPEG、PNG、WebP）', en: 'Not a JPEG, PNG or WebP photo' },
  'too-many-photos': { status: 409, zh: '照片最多 {max} 张', en: 'There are {max} photos already' },
  'contact-not-permitted': {
    status: 403,
    zh: '接受派单之后才能看到门牌和电话',
    en: 'Door and phone are shown once the offer is accepted',
  },
  'category-code-taken': { status: 409, zh: '这个类别代码已有', en: 'This category code is taken' },
  'category-malformed': {
    status: 422,
    zh: '紧急和特急须自动派单；办结时限不得短于响应时限；可选类别须有帮办组',
    en: 'Urgent categories dispatch automatically, resolve takes no less than accept, a selectable one has a crew',
  },
});
