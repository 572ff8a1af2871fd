import { languageWritten } from './language.js';

it.each([
  [[], 'zh'],
  [['en'], 'en'],
  [['ko', 'en-GB'], 'en'],
  [['ko'], 'zh'],
  [['en', 'zh'], 'zh'],
  [['yue-HK', 'en'], 'zh'],
  [['enm'], 'zh'],
])('whoever speaks %j is written to in %s', (spoken, language) => {
  expect(languageWritten(spoken)).toBe(language);
});
