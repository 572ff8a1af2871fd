import { postgisPrograms } from './own-postgis.js';

const required = (process.env.REQUIRE_SERVICES ?? '').split(',').includes('postgis');

/** Skipped by name where PostGIS is not installed, or failed where REQUIRE_SERVICES names postgis. */
export function describeOnPostgis(title: string, suite: () => void): void {
  const run = postgisPrograms() === undefined && !required ? describe.skip : describe;
  run(`${title} [needs PostGIS]`, suite);
}
