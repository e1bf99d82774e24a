import { describe, expect, test } from '@jest/globals';
import { ConfigError, describeConfig, environment, readConfig } from '../../src/platform/config.ts';

describe('without any variable', () => {
  test('everything has its default, and the servers are left to be embedded', () => {
    expect(readConfig({})).toMatchObject({
      PORT: 3000,
      OPERATIONS_PORT: 9090,
      HOST: '127.0.0.1',
      ROLES: ['api', 'projector', 'worker'],
      DATA_DIR: '.data',
      TRUST_PROXY: false,
      LOG_LEVEL: 'info',
      READY_MAX_LAG_MS: 30_000,
    });
    const { EVENTSTORE_URL, DATABASE_URL, REDIS_URL, OUTCOMES_SECRET } = readConfig({});
    expect([EVENTSTORE_URL, DATABASE_URL, REDIS_URL, OUTCOMES_SECRET]).toEqual(Array(4).fill(undefined));
  });

  test('an empty variable is as good as none', () => {
    const empty = Object.fromEntries(Object.keys(environment.shape).map((name) => [name, '']));
    expect(readConfig(empty)).toEqual(readConfig({}));
  });
});

test('variables of others are left alone', () => {
  expect(readConfig({ PATH: '/bin', HOME: '/root' })).toEqual(readConfig({}));
});

test.each([
  [{ ROLES: 'worker, api' }, { ROLES: ['worker', 'api'] }],
  [{ PORT: '0' }, { PORT: 0 }],
  [{ TRUST_PROXY: 'true' }, { TRUST_PROXY: true }],
  [{ EVENTSTORE_URL: 'esdb+discover://store:2113' }, { EVENTSTORE_URL: 'esdb+discover://store:2113' }],
  [{ DATABASE_URL: 'postgresql://db/outcomes' }, { DATABASE_URL: 'postgresql://db/outcomes' }],
  [{ REDIS_URL: 'rediss://redis' }, { REDIS_URL: 'rediss://redis' }],
])('%j is read', (env, expected) => {
  expect(readConfig(env)).toMatchObject(expected);
});

describe('a value that is wrong', () => {
  const wrong = {
    PORT: 'secret-65536',
    OPERATIONS_PORT: '65536777',
    ROLES: 'api,secret-role',
    EVENTSTORE_URL: 'http://user:secret-a@store',
    DATABASE_URL: 'mysql://user:secret-b@db',
    DATABASE_READ_URL: 'secret-c',
    REDIS_URL: 'http://:secret-d@redis',
    OUTCOMES_SECRET: 'secret-too-short',
    OPERATIONS_TOKEN: 'secret-too-short',
    PUBLIC_URL: 'ftp://secret-e',
    TRUST_PROXY: 'secret-yes',
    LOG_LEVEL: 'secret-loud',
    DATABASE_POOL: '1777',
    BODY_LIMIT_KB: '1.5777',
    OUTCOMES_OPERATIONS_URL: 'ftp://secret-f',
    READY_MAX_LAG_MS: '-777',
  };

  const refused = (env: NodeJS.ProcessEnv) => {
    try {
      return `read as ${Object.keys(readConfig(env))}`;
    } catch (error) {
      return error;
    }
  };

  test.each(Object.entries(wrong))('of %s names the variable, and not the value', (name, value) => {
    const error = refused({ [name]: value });
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toMatch(
      new RegExp(`^ConfigError: the configuration is not valid:\n {2}${name}\\b.*: .+$`),
    );
    expect(String(error)).not.toContain(value);
    expect(String(error)).not.toMatch(/secret-|777/);
  });

  test('among others is told together with them, a line each', () => {
    const lines = String(refused(wrong)).split('\n').slice(1);
    expect(lines.map((line) => /\w+/.exec(line)?.[0])).toEqual(Object.keys(wrong));
  });
});

test('every variable is documented with what it means and its default', () => {
  const described = describeConfig();
  expect(described.map(({ name }) => name)).toEqual(Object.keys(environment.shape));
  for (const { meaning } of described) expect(meaning).toMatch(/^[A-Z].{10,}\.$/);
  const defaults = Object.fromEntries(described.map(({ name, byDefault }) => [name, byDefault]));
  expect(defaults).toMatchObject({ PORT: 3000, ROLES: 'api,projector,worker', LOG_LEVEL: 'info' });
  expect(defaults.DATABASE_URL).toBeUndefined();
});
