import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { closePool, createPool } from '../../../src/platform/postgres.ts';
import {
  createProjectionOperations,
  type ProjectionOperations,
} from '../../../src/platform/projection-operations/create-projection-operations.ts';
import type { TestDatabase } from '../../support/create-database.ts';
import { createTestDatabase } from '../../support/create-test-database.ts';
import { lettersRead, parkMany } from '../../support/many-dead-letters.ts';

const projections = ['a', 'b'];
const [streams, events] = [1_000, 5];
const letters = projections.length * streams * events;

let database: TestDatabase;
let pool: ReturnType<typeof createPool>;
let operations: ProjectionOperations;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool(database.url, { applicationName: 'test', max: 1 });
  operations = createProjectionOperations(pool);
  await parkMany(pool, { projections, streams, events });
});
afterAll(async () => {
  await closePool(pool);
  await database.drop();
});

const read = (work: () => Promise<unknown>) => lettersRead((sql) => pool.query(sql), work);

const one = { projection: 'a', stream: 'stream-7' };
test.each<[string, (of: ProjectionOperations) => Promise<unknown>]>([
  ['counted', (of) => of.countParkedStreams(one)],
  ['listed', (of) => of.parkedStreams({ ...one, after: null, limit: 1 })],
  ['shown', (of) => of.deadLetters({ ...one, from: 0, limit: 50 })],
  ['asked for', (of) => of.retry(one)],
  ['discarded', (of) => of.discard({ ...one, revision: 0 })],
])('little is read where one stream of many is %s', async (_, work) => {
  expect(await read(() => work(operations))).toBeLessThanOrEqual(2 * events);
});

test.each<[string, (of: ProjectionOperations) => Promise<unknown>]>([
  ['counted', (of) => of.countParkedStreams({})],
  ['listed', (of) => of.parkedStreams({ after: null, limit: 200 })],
  ['asked for', (of) => of.retry({ projection: 'a' })],
  ['asked for, in all projections', (of) => of.retry({})],
  ['counted for the status', (of) => of.status(projections)],
])('the dead letters are read twice at most where all streams are %s', async (_, work) => {
  expect(await read(() => work(operations))).toBeLessThanOrEqual(2 * letters);
});

test('the status says how many events and streams each projection has set aside', async () => {
  const status = await operations.status([...projections, 'c']);
  expect(status.map(({ deadLetters }) => deadLetters)).toEqual([
    { events: 5_000, streams: 1_000 },
    { events: 5_000, streams: 1_000 },
    { events: 0, streams: 0 },
  ]);
});
