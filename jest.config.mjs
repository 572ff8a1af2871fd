/** Tiers: unit (beside the file, no database), medium and e2e (a real Postgres, a database a file), browser (and Chromium). */
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // its ES modules import JSON without the attribute that the next jest will ask for
    '^libphonenumber-js(/max)?$': '<rootDir>/node_modules/libphonenumber-js$1/index.cjs',
  },
};
const onPostgres = {
  ...common,
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};

export default {
  // 2 cores: a second worker pays; a third only waits for Postgres.
  maxWorkers: 2,
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/test/support/summary-reporter.mjs'],
  projects: [
    { ...common, displayName: 'unit', testMatch: ['<rootDir>/{src,test,bench,web/src}/**/*.spec.ts'] },
    {
      ...onPostgres,
      displayName: 'postgres',
      testMatch: ['<rootDir>/{src,test,bench}/**/*.medium.ts', '<rootDir>/test/**/*.e2e.ts'],
    },
    // the pages in a real browser, against the whole application
    { ...onPostgres, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.browser.ts'] },
  ],
};
