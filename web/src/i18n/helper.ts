import { addWords } from '.';
import { helperEn } from './helper.en';
import { helperZh } from './helper.zh';

addWords({ zh: helperZh, en: helperEn });
