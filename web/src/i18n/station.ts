import { addWords } from '.';
import { stationEn } from './station.en';
import { stationZh } from './station.zh';

addWords({ zh: stationZh, en: stationEn });
