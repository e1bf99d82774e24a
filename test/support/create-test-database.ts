import { createDatabase, type TestDatabase } from './create-database.ts';

/** A database of its own for a test file: a copy of the migrated template. Drop it after the tests. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { TEST_DATABASE_URL, TEST_TEMPLATE_DATABASE } = process.env;
  if (!TEST_DATABASE_URL || !TEST_TEMPLATE_DATABASE) throw new Error('Jest has not started the test servers');
  return createDatabase(TEST_DATABASE_URL, TEST_TEMPLATE_DATABASE);
}
