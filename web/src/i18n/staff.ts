import { addWords } from '.';
import { staffEn } from './staff.en';
import { staffZh } from './staff.zh';

addWords({ zh: staffZh, en: staffEn });
