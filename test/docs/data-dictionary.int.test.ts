import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { describeReadModels } from '../../scripts/describe-read-models.ts';
import { createPool } from '../../src/platform/postgres.ts';
import { createTestDatabase } from '../support/create-test-database.ts';

test('the data dictionary is what the database says; else run npm run docs:data', async () => {
  const database = await createTestDatabase();
  const pool = createPool(database.url, { applicationName: 'test' });
  const written = await readFile(join(import.meta.dirname, '../../docs/data-dictionary.md'), 'utf8');
  expect(written).toBe(await describeReadModels(pool));
  await pool.end();
  await database.drop();
});
