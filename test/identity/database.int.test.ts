import { afterAll, expect, test } from '@jest/globals';
import { createDatabase } from '../../src/identity/database.ts';
import { closePool, createPool } from '../../src/platform/postgres.ts';
import { testServers } from '../support/test-servers.ts';

const away = createPool('postgres://nobody@127.0.0.1:1/nothing', { applicationName: 'identity test' });
const there = createPool(testServers.databaseUrl(), { applicationName: 'identity test' });

afterAll(() => Promise.all([closePool(away), closePool(there)]));

test('a server that cannot be reached is a passing trouble, a bad statement is not', async () => {
  await expect(createDatabase(away).query('SELECT 1')).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: 'the database cannot be reached',
  });
  await expect(createDatabase(there).query('SELECT nothing')).rejects.toMatchObject({ code: '42703' });
});
