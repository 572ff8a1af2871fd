import { addWords } from '.';
import { commandEn } from './command.en';
import { commandZh } from './command.zh';

addWords({ zh: commandZh, en: commandEn });
