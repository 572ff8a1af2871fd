import { addWords } from '.';
import { deskEn } from './desk.en';
import { deskZh } from './desk.zh';

addWords({ zh: deskZh, en: deskEn });
