const swc = {
  jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

const tier = (name, extra = {}) => ({
  displayName: name,
  rootDir: import.meta.dirname,
  testMatch: [`<rootDir>/test/**/*.${name}.test.ts`],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  ...extra,
});

const withServers = {
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  setupFilesAfterEnv: ['<rootDir>/test/support/long-timeout.mjs'],
};

const withEndpoint = {
  globalSetup: '<rootDir>/test/conformance/global-setup.mjs',
  globalTeardown: '<rootDir>/test/conformance/global-teardown.mjs',
  setupFilesAfterEnv: ['<rootDir>/test/support/long-timeout.mjs'],
};

const withProduct = {
  globalSetup: '<rootDir>/test/support/build-product.mjs',
  setupFilesAfterEnv: ['<rootDir>/test/support/long-timeout.mjs'],
};

/** Where what the product is for is decided. */
const covered = ['commands', 'core', 'runtime', 'projections'];

export default {
  // Tests mostly wait, for servers and processes.
  maxWorkers: '100%',
  coverageProvider: 'v8',
  collectCoverageFrom: [`src/{${covered}}/**/*.ts`],
  coverageReporters: ['text-summary', 'lcovonly'],
  coverageThreshold: Object.fromEntries(covered.map((room) => [`./src/${room}/`, { statements: 90 }])),
  projects: [
    tier('unit'),
    tier('int', withServers),
    tier('conformance', withEndpoint),
    tier('e2e', withProduct),
  ],
};
