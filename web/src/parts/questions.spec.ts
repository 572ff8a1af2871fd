import { answersGiven, faultOf, type Question } from './questions';

const floor: Question = { id: 'floor', kind: 'text', zh: '哪一层？', required: true };
const people: Question = { id: 'people', kind: 'number', zh: '几个人？', required: false, min: 1, max: 20 };
const leak: Question = {
  ...{ id: 'leak', kind: 'choice', zh: '是否漏气？', required: true },
  choices: [
    { id: 'yes', zh: '是' },
    { id: 'no', zh: '否' },
  ],
};

it('what keeps an answer from being sent is named; not known keeps nothing', () => {
  expect([floor, people, leak].map((question) => faultOf(question, undefined))).toEqual(['needed', null, 'needed']);
  expect([floor, people, leak].map((question) => faultOf(question, null))).toEqual([null, null, null]);
  expect(['0', '1', '２０', '20.5', '三'].map((typed) => faultOf(people, typed))).toEqual([
    ...['range', null, null, 'range', 'number'],
  ]);
  expect(faultOf({ ...people, max: undefined }, '0')).toBe('least');
  expect(faultOf({ ...people, min: undefined }, '21')).toBe('most');
  expect([faultOf(leak, 'yes'), faultOf(leak, 'gone')]).toEqual([null, 'needed']);
});

it('only what the category asks is sent, of other categories and of what was taken away nothing', () => {
  const answers = { 'a.floor': ' 五楼 ', 'a.people': '３ ', 'a.leak': 'gone', 'a.old': '旧的', 'b.leak': 'yes' };
  expect(answersGiven({ id: 'a', questions: [floor, people, leak] }, answers)).toEqual([
    { question: 'floor', answer: '五楼' },
    { question: 'people', answer: 3 },
  ]);
  expect(answersGiven({ id: 'b', questions: [leak] }, { 'b.leak': null })).toEqual([
    { question: 'leak', answer: null },
  ]);
  expect(answersGiven({ id: 'c' }, answers)).toEqual([]);
});
