import type { Question } from '../tickets/tickets.js';

const choice = (id: string, zh: string, en: string, choices: [id: string, zh: string, en: string][]): Question => ({
  ...{ id, zh, en, kind: 'choice', required: false },
  choices: choices.map(([own, words, english]) => ({ id: own, zh: words, en: english })),
});
const text = (id: string, zh: string, en: string): Question => ({ id, zh, en, kind: 'text', required: false });
const yesOrNo: [string, string, string][] = [
  ['yes', '是', 'Yes'],
  ['no', '否', 'No'],
];

/** What some categories ask, by code: what whoever comes would otherwise have to ask on the way. */
export const questions: Readonly<Record<string, Question[]>> = {
  'safety.lift': [
    {
      ...{ id: 'people', zh: '几个人被困？', en: 'How many are trapped?', kind: 'number', required: true },
      ...{ min: 1, max: 30, unit: '人', unitEn: 'people' },
    },
    text('floor', '停在哪一层？', 'At which floor does it stand?'),
    choice('unwell', '有人不舒服吗？', 'Is anybody unwell?', yesOrNo),
  ],
  'utilities.gas_smell': [
    choice('where', '哪里有气味？', 'Where does it smell?', [
      ['home', '家里', 'At home'],
      ['corridor', '楼道', 'In the corridor'],
      ['outside', '室外', 'Outside'],
    ]),
    choice('closed', '阀门关了吗？', 'Is the valve shut?', yesOrNo),
  ],
  'utilities.burst_pipe': [
    choice('closed', '总阀关了吗？', 'Is the main valve shut?', yesOrNo),
    choice('below', '漏到楼下了吗？', 'Does it come through below?', yesOrNo),
  ],
  'elderly.missing': [
    {
      ...{ id: 'age', zh: '多大年纪？', en: 'How old are they?', kind: 'number', required: false },
      ...{ min: 0, max: 120, unit: '岁', unitEn: 'years' },
    },
    text('clothes', '穿什么衣服？', 'What are they wearing?'),
    text('seen', '最后在哪里、几点见到？', 'Where and when were they last seen?'),
  ],
};
