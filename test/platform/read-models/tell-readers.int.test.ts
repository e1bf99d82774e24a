import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient } from '../../../src/platform/postgres.ts';
import { progressNotice } from '../../../src/platform/read-models/progress-notice.ts';
import { tellReaders } from '../../../src/platform/read-models/tell-readers.ts';
import type { TestDatabase } from '../../support/create-database.ts';
import { createTestDatabase } from '../../support/create-test-database.ts';
import { waitUntil } from '../../support/wait-until.ts';

let database: TestDatabase;
let client: ReturnType<typeof createClient>;
const heard: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  client = createClient(database.url, { applicationName: 'test' });
  await client.connect();
  client.on('notification', ({ payload = '' }) => {
    const { projections, ordinal, epoch, live } = progressNotice.read(payload);
    heard.push(`${projections} ${ordinal} ${epoch} ${live}`);
  });
  await client.query(`LISTEN ${progressNotice.channel}`);
  await client.query(`INSERT INTO ops.checkpoints (projection, generation, version, epoch, commit_position,
    prepare_position, ordinal) VALUES ('a', 'live', 1, 1, 20, 20, 20), ('a', 'previous', 1, 1, 10, 10, 10),
    ('b', 'live', 1, 1, 20, 20, 20), ('b', 'previous', 1, 1, 30, 30, 30)`);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

test.each([
  ['live', ['a 20 7 false', 'b 20 7 false']],
  // Before a rollback: b is further in the tables that come back, which nobody reads yet.
  ['previous', ['a 10 7 false', 'b 20 7 false']],
] as const)(
  'readers hear where the %s tables stand, and of nothing that they cannot read yet',
  async (generation, told) => {
    heard.length = 0;
    await tellReaders(client, ['a', 'b'], generation, '7');
    await waitUntil(() => heard.length === 2);
    expect(heard.toSorted()).toEqual(told);
  },
);
