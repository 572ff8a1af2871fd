import { addWords } from '.';
import { adminEn } from './admin.en';
import { adminZh } from './admin.zh';

addWords({ zh: adminZh, en: adminEn });
