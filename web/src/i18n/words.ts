import { adminEn } from './admin.en';
import { adminZh } from './admin.zh';
import { commandEn } from './command.en';
import { commandZh } from './command.zh';
import { deskEn } from './desk.en';
import { deskZh } from './desk.zh';
import { en } from './en';
import { helperEn } from './helper.en';
import { helperZh } from './helper.zh';
import { staffEn } from './staff.en';
import { staffZh } from './staff.zh';
import { stationEn } from './station.en';
import { stationZh } from './station.zh';
import { zh } from './zh';

/**
 * All words of the pages, for the compiler and tests alone: a page loads those of its area (`addWords`), so that nobody on a slow
 * network waits for the words of others.
 */
export const allZh = { ...zh, ...staffZh, ...deskZh, ...stationZh, ...helperZh, ...commandZh, ...adminZh };

/** The same tree of words in another language. */
export type Words<Tree = typeof allZh> = { [Key in keyof Tree]: Tree[Key] extends string ? string : Words<Tree[Key]> };

export const allEn: Words = { ...en, ...staffEn, ...deskEn, ...stationEn, ...helperEn, ...commandEn, ...adminEn };
