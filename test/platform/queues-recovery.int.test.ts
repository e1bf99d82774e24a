import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { createPool } from '../../src/platform/postgres.ts';
import type { TestDatabase } from '../support/create-database.ts';
import { createTestDatabase } from '../support/create-test-database.ts';
import { type QueueUnderTest, queueServers, queueUnderTest } from '../support/queue-servers.ts';
import { startProcess } from '../support/start-process.ts';
import { waitUntil } from '../support/wait-until.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

const jobWorker = join(import.meta.dirname, '../support/job-worker.ts');

afterAll(() => database.drop());

describe.each(queueServers)('recovery of job queues on %s', (_, redisUrl) => {
  let queue: QueueUnderTest;

  beforeEach(() => {
    queue = queueUnderTest(database.url, redisUrl);
  });

  afterEach(() => queue.close());

  test('a job of a killed worker is taken over', async () => {
    const queues = await queue.open();
    const worker = await startProcess(jobWorker, [queue.name, database.url, ...(redisUrl ? [redisUrl] : [])]);
    const lines = createInterface(worker.child.stdout ?? process.stdin);
    const taken = once(lines, 'line', { signal: AbortSignal.timeout(10_000) });
    await queues.add(queue.name, 'invite', {}, { jobId: 'orphan' });
    expect(JSON.parse((await taken)[0])).toEqual({ job: 'orphan' });
    const ended = once(worker.child, 'exit');
    worker.child.kill('SIGKILL');
    await ended;

    const done: string[] = [];
    await queues.process(queue.name, async ({ id }) => void done.push(id), { concurrency: 1 });
    await waitUntil(async () => (await queue.count('completed')) === 1, { deadlineMs: 25_000 });
    expect(done).toEqual(['orphan']);
  });

  test('a worker that stops lets its job finish, and aborts one that takes too long', async () => {
    const patient = await queue.open();
    let finished = false;
    let started = 0;
    await patient.add(queue.name, 'short', {}, { jobId: 'short' });
    const short = async () => {
      started++;
      await new Promise((resolve) => setTimeout(resolve, 200));
      finished = true;
    };
    await patient.process(queue.name, short, { concurrency: 1 });
    await waitUntil(() => started === 1);
    await patient.close();
    expect(finished).toBe(true);

    const hasty = await queue.open({ closeTimeoutMs: 50 });
    let aborted = false;
    const long = async (_job: unknown, signal: AbortSignal) => {
      started++;
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      await new Promise(() => undefined);
    };
    await hasty.process(queue.name, long, { concurrency: 1 });
    await hasty.add(queue.name, 'long', {}, { jobId: 'long' });
    await waitUntil(() => started === 2);
    await hasty.close();
    expect(aborted).toBe(true);
    const next = await queue.open();
    expect((await next.counts())[queue.name]).toMatchObject({ completed: 1, active: 0, delayed: 1 });
  });

  test('goes on after all connections were cut', async () => {
    const queues = await queue.open();
    const done: string[] = [];
    await queues.process(queue.name, async ({ id }) => void done.push(id), { concurrency: 2 });
    await queues.add(queue.name, 'j', {}, { jobId: 'before' });
    await waitUntil(() => done.length === 1);
    await cutConnections(redisUrl);
    await queues.add(queue.name, 'j', {}, { jobId: 'after' });
    await waitUntil(() => done.length === 2, { deadlineMs: 15_000 });
    expect(done).toEqual(['before', 'after']);
  });
});

async function cutConnections(redisUrl: string | undefined): Promise<void> {
  if (redisUrl) {
    const client = new Redis(redisUrl);
    await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    client.disconnect();
    return;
  }
  const pool = createPool(database.url, { applicationName: 'cut', max: 1 });
  await pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`);
  await pool.end();
}
