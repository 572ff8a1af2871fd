import type { Question } from './question.js';
import { answersOf, answerWords, questionsFault } from './questions.policy.js';

const floor: Question = { id: 'floor', kind: 'text', zh: '哪一层？', en: 'Which floor?', required: true };
const people: Question = { id: 'people', kind: 'number', zh: '几个人？', required: false, min: 1, max: 20, unit: '人' };
const leak: Question = {
  ...{ id: 'leak', kind: 'choice', zh: '是否漏气？', required: false },
  choices: [
    { id: 'yes', zh: '是', en: 'Yes' },
    { id: 'no', zh: '否' },
  ],
};
const all = [floor, people, leak];

describe('the questions of a category', () => {
  it('are well where each has an id of its own and what its kind needs', () => {
    expect(questionsFault([])).toBeUndefined();
    expect(questionsFault(all)).toBeUndefined();
    expect(questionsFault([{ ...people, min: 3, max: 3 }])).toBeUndefined();
  });

  it.each<[string, Question[], string, string]>([
    ['two with one id', [floor, people, { ...leak, id: 'floor' }], 'questions-twice', 'questions.2.id'],
    [
      'two choices with one id',
      [{ ...leak, choices: [...(leak.choices ?? []), { id: 'no', zh: '没有' }] }],
      ...(['questions-twice', 'questions.0.choices.2.id'] as const),
    ],
    [
      'a choice without choices',
      [floor, { ...leak, choices: undefined }],
      'questions-malformed',
      'questions.1.choices',
    ],
    ['words with choices', [{ ...floor, choices: leak.choices }], 'questions-malformed', 'questions.0.choices'],
    ['words with a unit', [{ ...floor, unit: '层' }], 'questions-malformed', 'questions.0.unit'],
    ['a choice from a least number on', [{ ...leak, min: 0 }], 'questions-malformed', 'questions.0.min'],
    ['a most below the least', [{ ...people, min: 5, max: 4 }], 'questions-malformed', 'questions.0.max'],
  ])('are refused: %s', (_, questions, refused, field) => {
    expect(questionsFault(questions)).toEqual({ refused, field });
  });
});

describe('answers', () => {
  it('are kept with the words of their questions, in the order of the questions', () => {
    const given = [
      { question: 'leak', answer: 'yes' },
      { question: 'people', answer: 3 },
      { question: 'floor', answer: '五楼' },
    ];
    expect(answersOf(all, given)).toEqual([
      { id: 'floor', kind: 'text', question: { zh: '哪一层？', en: 'Which floor?' }, answer: '五楼' },
      { id: 'people', kind: 'number', question: { zh: '几个人？' }, answer: 3, unit: { zh: '人' } },
      { id: 'leak', kind: 'choice', question: { zh: '是否漏气？' }, answer: { zh: '是', en: 'Yes' } },
    ]);
  });

  it('to what is not required may be left out; what is required may be unknown, but not left out', () => {
    expect(answersOf(all, [{ question: 'floor', answer: null }])).toEqual([
      expect.objectContaining({ id: 'floor', answer: null }),
    ]);
    expect(answersOf(all, [])).toMatchObject({ refused: 'answers-missing', field: 'answers.floor' });
  });

  it('are demanded of nobody who could not be asked', () => {
    expect(answersOf(all, undefined)).toEqual([]);
  });

  it.each([
    ['to a question that is not asked', 'door', '三楼', 'answers-unknown'],
    ['in a number to what is asked in words', 'floor', 5, 'answers-malformed'],
    ['in words to what is asked in a number', 'people', '3', 'answers-malformed'],
    ['below the least', 'people', 0, 'answers-malformed'],
    ['above the most', 'people', 21, 'answers-malformed'],
    ['that is none of the choices', 'leak', '是', 'answers-malformed'],
    ['that counts the choices', 'leak', 0, 'answers-malformed'],
  ])('are refused: %s', (_, question, answer, refused) => {
    const given = [
      { question: 'floor', answer: null },
      { question, answer },
    ].slice(question === 'floor' ? 1 : 0);
    expect(answersOf(all, given)).toMatchObject({ refused, field: `answers.${question}` });
  });

  it('are refused twice to one question', () => {
    const twice = [
      { question: 'floor', answer: '五楼' },
      { question: 'floor', answer: '六楼' },
    ];
    expect(answersOf(all, twice)).toEqual({ refused: 'answers-twice', field: 'answers.floor' });
  });

  it('are told in the reader’s language, in Chinese where nobody has written English', () => {
    const given = [
      { question: 'floor', answer: null },
      { question: 'people', answer: 2.5 },
      { question: 'leak', answer: 'no' },
    ];
    const kept = answersOf([floor, { ...people, unitEn: 'people' }, leak], given);
    const told = (language: 'zh' | 'en') =>
      Array.isArray(kept) ? kept.map((each) => Object.values(answerWords(each, language))) : kept;
    expect(told('zh')).toEqual([
      ['哪一层？', null],
      ['几个人？', '2.5 人'],
      ['是否漏气？', '否'],
    ]);
    expect(told('en')).toEqual([
      ['Which floor?', null],
      ['几个人？', '2.5 people'],
      ['是否漏气？', '否'],
    ]);
  });
});
