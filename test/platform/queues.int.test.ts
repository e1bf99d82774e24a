import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createQueues } from '../../src/platform/queues.ts';
import type { TestDatabase } from '../support/create-database.ts';
import { createTestDatabase } from '../support/create-test-database.ts';
import { type QueueUnderTest, queueServers, queueUnderTest } from '../support/queue-servers.ts';
import { waitUntil } from '../support/wait-until.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

describe.each(queueServers)('job queues on %s', (_, redisUrl) => {
  let queue: QueueUnderTest;

  beforeEach(() => {
    queue = queueUnderTest(database.url, redisUrl);
  });

  afterEach(() => queue.close());

  test('jobs run with their ids, each once however often it was added', async () => {
    const queues = await queue.open();
    const done: object[] = [];
    for (const jobId of ['a', 'b', 'a'])
      await queues.add(queue.name, 'invite', { memberId: jobId }, { jobId });
    expect(await queue.count('waiting')).toBe(2);
    await queues.process(queue.name, async (job) => void done.push(job), { concurrency: 2 });
    await waitUntil(async () => (await queue.count('completed')) === 2);
    await queues.add(queue.name, 'invite', { memberId: 'a' }, { jobId: 'a' });
    await queues.add(queue.name, 'invite', { memberId: 'c' }, { jobId: 'c' });
    await waitUntil(async () => (await queue.count('completed')) === 3);
    expect(done).toHaveLength(3);
    expect(done).toContainEqual({ id: 'b', name: 'invite', data: { memberId: 'b' }, attempt: 1 });
  });

  test('no more jobs run at once than allowed', async () => {
    const queues = await queue.open();
    let running = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running--;
    };
    await Promise.all(
      Array.from({ length: 12 }, (_, n) => queues.add(queue.name, 'j', {}, { jobId: `j${n}` })),
    );
    await queues.process(queue.name, work, { concurrency: 3 });
    await waitUntil(async () => (await queue.count('completed')) === 12);
    expect(most).toBe(3);
  });

  test('a delayed job waits for its time', async () => {
    const queues = await queue.open();
    const started = Date.now();
    let ranAt = 0;
    const work = async () => {
      ranAt = Date.now();
    };
    await queues.process(queue.name, work, { concurrency: 1 });
    await queues.add(queue.name, 'later', {}, { jobId: 'later', delayMs: 400 });
    expect(await queue.count('delayed')).toBe(1);
    await waitUntil(() => ranAt > 0);
    expect(ranAt - started).toBeGreaterThanOrEqual(400);
  });

  test('a failing job is tried again, becomes a dead letter, and can be retried', async () => {
    const queues = await queue.open();
    const attempts: number[] = [];
    let broken = true;
    const work = async ({ attempt }: { attempt: number }) => {
      attempts.push(attempt);
      if (broken) throw new Error('the mail server refused');
    };
    await queues.process(queue.name, work, { concurrency: 1 });
    await queues.add(queue.name, 'invite', { memberId: 'm1' }, { jobId: 'once' });
    await waitUntil(async () => (await queue.count('failed')) === 1);
    expect(attempts).toEqual([1, 2, 3]);
    expect(await queues.deadLetters(queue.name, 10)).toEqual([
      {
        id: 'once',
        name: 'invite',
        data: { memberId: 'm1' },
        reason: 'the mail server refused',
        failedAt: expect.any(Number),
      },
    ]);
    broken = false;
    expect(await queues.retryDeadLetter(queue.name, 'once')).toBe(true);
    expect(await queues.retryDeadLetter(queue.name, 'never-there')).toBe(false);
    await waitUntil(async () => (await queue.count('completed')) === 1);
    expect(await queues.deadLetters(queue.name, 10)).toEqual([]);
  });

  test('refuses queues and payloads that it should not have', async () => {
    const queues = await queue.open();
    await expect(queues.add('letters', 'j', {}, { jobId: 'x' })).rejects.toThrow('no job queue letters');
    await expect(queues.process('letters', async () => undefined, { concurrency: 1 })).rejects.toThrow(
      'no job queue letters',
    );
    const essay = { text: 'x'.repeat(5_000) };
    await expect(queues.add(queue.name, 'j', essay, { jobId: 'x' })).rejects.toThrow('size');
  });
});

test('a database that was not migrated, or does not answer, is an error at once', async () => {
  const logger = { warn: () => undefined };
  const elsewhere = new URL(database.url);
  elsewhere.pathname = '/postgres';
  await expect(createQueues({ names: ['mail'], databaseUrl: elsewhere.href, logger })).rejects.toThrow(
    'is not initialized',
  );
  elsewhere.port = '1';
  await expect(createQueues({ names: ['mail'], databaseUrl: elsewhere.href, logger })).rejects.toThrow(
    'ECONNREFUSED',
  );
});

test('a Redis that does not answer is an error at once', async () => {
  const options = { names: ['mail'], databaseUrl: database.url, logger: { warn: () => undefined } };
  await expect(createQueues({ ...options, redisUrl: 'redis://127.0.0.1:1' })).rejects.toThrow();
});
