import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { defineJob } from '../../src/core/define-job.ts';
import { runJobs } from '../../src/runtime/run-jobs.ts';

type Handler = Parameters<Parameters<typeof runJobs>[0]['queues']['process']>[1];

/** A queue that hands its jobs over when the test says so. */
function testQueues() {
  const handlers = new Map<string, { handler: Handler; options: object }>();
  return {
    handlers,
    process: async (queue: string, handler: Handler, options: object) =>
      void handlers.set(queue, { handler, options }),
    hand(
      queue: string,
      name: string,
      data: Record<string, string>,
      attempt = 1,
      signal = new AbortController().signal,
    ) {
      const { handler } = handlers.get(queue) ?? {};
      if (!handler) throw new Error(`nobody takes jobs of ${queue}`);
      return handler({ id: 'job-1', name, data, attempt }, signal);
    },
  };
}

async function start(
  run: (...call: Parameters<ReturnType<typeof job>['run']>) => Promise<void>,
  timeoutMs = 1000,
) {
  const queues = testQueues();
  const lines: [string, Record<string, unknown>][] = [];
  const log = (message: string, fields: Record<string, unknown>) => void lines.push([message, fields]);
  await runJobs({
    jobs: [job(run, timeoutMs)],
    queues,
    services: { greeting: 'hello' },
    logger: { info: log, warn: log },
  });
  return { queues, lines };
}

const job = (run: (run: JobRun, services: { greeting: string }) => Promise<void>, timeoutMs: number) =>
  defineJob({
    name: 'greet',
    queue: 'greetings',
    data: z.strictObject({ userId: z.uuid() }),
    timeoutMs,
    concurrency: 3,
    run,
  });
type JobRun = {
  jobId: string;
  attempt: number;
  requestId: string;
  data: { userId: string };
  signal: AbortSignal;
};

const userId = '01900000-0000-7000-8000-000000000001';

describe('a job', () => {
  test('runs with its data and services, under ids of its own', async () => {
    const calls: unknown[] = [];
    const { queues, lines } = await start(
      async ({ signal, ...run }, services) => void calls.push(run, services),
    );
    expect(queues.handlers.get('greetings')?.options).toEqual({ concurrency: 3, timeoutMs: 1000 });
    await queues.hand('greetings', 'greet', { userId }, 2);
    const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(calls).toEqual([
      { jobId: 'job-1', attempt: 2, requestId, data: { userId } },
      { greeting: 'hello' },
    ]);
    expect(lines).toEqual([
      ['job started', { requestId, correlationId: 'job-1', job: 'greet', attempt: 2 }],
      [
        'job done',
        expect.objectContaining({ requestId, correlationId: 'job-1', seconds: expect.any(Number) }),
      ],
    ]);
  });

  test('that fails is told and thrown, so that the queue tries again', async () => {
    const { queues, lines } = await start(() => Promise.reject(new Error('no luck')));
    await expect(queues.hand('greetings', 'greet', { userId })).rejects.toThrow('no luck');
    expect(lines.at(-1)).toMatchObject([
      'job failed',
      { correlationId: 'job-1', job: 'greet', attempt: 1, seconds: expect.any(Number), reason: 'no luck' },
    ]);
  });

  test('with other data than it takes does not run', async () => {
    let ran = false;
    const { queues } = await start(async () => {
      ran = true;
    });
    for (const data of [{}, { userId: 'x' }, { userId, more: 'y' }] as Record<string, string>[]) {
      await expect(queues.hand('greetings', 'greet', data)).rejects.toThrow('not valid');
    }
    await expect(queues.hand('greetings', 'other', { userId })).rejects.toThrow('there is no job other');
    expect(ran).toBe(false);
  });

  test.each([
    ['its time is up', 20, null],
    ['the worker stops', 60_000, new Error('stopping')],
  ])('hears when %s', async (_, timeoutMs, reason) => {
    const stopping = new AbortController();
    const { queues } = await start(
      ({ signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      timeoutMs,
    );
    const running = queues.hand('greetings', 'greet', { userId }, 1, stopping.signal);
    if (reason) stopping.abort(reason);
    await expect(running).rejects.toThrow(reason?.message ?? 'timeout');
  });
});

test('two jobs may not have the same name', async () => {
  const twice = job(async () => {}, 1);
  await expect(
    runJobs({
      jobs: [twice, twice],
      queues: testQueues(),
      services: { greeting: '' },
      logger: { info: () => {}, warn: () => {} },
    }),
  ).rejects.toThrow('the same name');
});
