import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startOperations } from './operations-fixture.ts';

let it: Awaited<ReturnType<typeof startOperations>>;
beforeAll(async () => {
  it = await startOperations();
});
beforeEach(() => it.clear());
afterAll(async () => {
  await it.stop();
  expect(it.reported).toEqual([]);
});

const ask = (body: object) => it.send('POST', '/projections/tasks', { body });

/** As the process that runs the projections would. */
const set = (assignment: string) => it.client.query(`UPDATE ops.projection_tasks SET ${assignment}`);

test('a rebuild is asked for, runs, and ends', async () => {
  await it.stand('users', 'live', 200);
  const asked = await ask({ kind: 'rebuild', projections: ['users'], eventsPerSecond: 500, failFast: true });
  expect([asked.status, asked.header('location')]).toEqual([202, '/projections/tasks/1']);
  const waiting = {
    id: 1,
    kind: 'rebuild',
    projections: ['users'],
    reason: 'requested',
    eventsPerSecond: 500,
    failFast: true,
    state: 'waiting',
    requestedAt: expect.any(String),
    startedAt: null,
    finishedAt: null,
    cancelRequestedAt: null,
    eventsDone: null,
    eventsTotal: 200,
    differences: null,
    error: null,
    waitsFor: null,
  };
  expect(asked.at('data')).toEqual(waiting);

  await set(`state = 'running', started_at = now()`);
  expect((await it.send('GET', '/projections/tasks/1')).at('data.eventsDone')).toBe(0);
  await it.stand('users', 'next', 150);
  const running = await it.send('GET', '/projections/tasks/1');
  expect(running.at('data')).toEqual({
    ...waiting,
    state: 'running',
    startedAt: expect.any(String),
    eventsDone: 150,
  });
  const users = [{ pid: 4711, application: 'report' }];
  await set(`waits_for = '${JSON.stringify(users)}'`);
  expect((await it.send('GET', '/projections/tasks/1')).at('data.waitsFor')).toEqual(users);
  await set(`state = 'failed', finished_at = now(), error = 'it broke'`);
  const ended = await it.send('GET', '/projections/tasks/1');
  expect(ended.at('data')).toMatchObject({
    state: 'failed',
    error: 'it broke',
    eventsDone: null,
    waitsFor: null,
  });
});

test('a verification of all projections tells what differs', async () => {
  await ask({ kind: 'verify' });
  const differences = [
    {
      ...{ table: 'users', liveRows: 3, rebuiltRows: 3, missing: 0, unexpected: 0, different: 1 },
      examples: [{ key: { id: 'a' }, kind: 'different', columns: ['name'] }],
    },
  ];
  await it.client.query(
    `UPDATE ops.projection_tasks SET state = 'done', started_at = now(), finished_at = now(), differences = $1`,
    [JSON.stringify(differences)],
  );
  const { body, at } = await it.send('GET', '/projections/tasks/1');
  expect(body).toMatchObject({ data: { projections: ['users', 'cycles', 'key-results'], state: 'done' } });
  expect(at('data.differences')).toEqual(differences);
});

test('one task at a time: another is refused, naming the one that has not ended', async () => {
  await ask({ kind: 'rebuild', projections: ['users', 'cycles'] });
  const second = await ask({ kind: 'verify' });
  expect([second.status, second.at('error')]).toEqual([
    409,
    {
      code: 'CONFLICT',
      message:
        'task 1, a rebuild of users, cycles, has not ended: "outcomes projections watch" shows it, "… cancel" gives it up',
      details: [expect.objectContaining({ taskId: 1 })],
      requestId: expect.any(String),
    },
  ]);
});

describe('cancelling', () => {
  test('ends a task that nobody has begun, and makes room for another', async () => {
    await ask({ kind: 'verify' });
    const cancelled = await it.send('POST', '/projections/tasks/1/cancel', { body: {} });
    expect([cancelled.status, cancelled.at('data')]).toEqual([
      202,
      expect.objectContaining({ state: 'cancelled', finishedAt: expect.any(String) }),
    ]);
    expect((await ask({ kind: 'verify' })).status).toBe(202);
  });

  test('asks the one who runs it to give it up; once is enough', async () => {
    await ask({ kind: 'verify' });
    await set(`state = 'running', started_at = now()`);
    const cancelled = await it.send('POST', '/projections/tasks/1/cancel', { body: {} });
    expect(cancelled.at('data')).toMatchObject({ state: 'running', finishedAt: null });
    const again = await it.send('POST', '/projections/tasks/1/cancel', { body: {} });
    expect(again.at('data.cancelRequestedAt')).toBe(cancelled.at('data.cancelRequestedAt'));
    await set(`state = 'cancelled', finished_at = now()`);
    const late = await it.send('POST', '/projections/tasks/1/cancel', { body: {} });
    expect([late.status, late.at('error.message')]).toEqual([409, 'task 1 has ended: it is cancelled']);
  });
});

describe('previous tables', () => {
  const noPrevious =
    'there are no previous tables: a rebuild keeps those that it replaces until they are dropped; ' +
    '"outcomes projections status" tells where there are some';

  test('can be brought back or deleted where there are any', async () => {
    await it.stand('users', 'previous', 9);
    expect((await ask({ kind: 'rollback' })).at('data.projections')).toEqual(['users']);
    await set(`state = 'done', started_at = now(), finished_at = now()`);
    expect((await ask({ kind: 'drop', projections: ['users'] })).status).toBe(202);
  });

  test.each([
    [{ kind: 'rollback' }, `users, cycles, key-results: ${noPrevious}`],
    [{ kind: 'drop', projections: ['users'] }, `users: ${noPrevious}`],
    [{ kind: 'rollback', projections: ['users', 'cycles'] }, `users: ${noPrevious}`],
    [{ kind: 'rollback', projections: ['cycles'], failFast: true }, 'a rollback reads no events'],
    [{ kind: 'drop', projections: ['cycles'], eventsPerSecond: 5 }, 'a drop reads no events'],
  ])('%j is refused otherwise', async (body, message) => {
    await it.stand('cycles', 'previous', 9);
    if (!JSON.stringify(body).includes('cycles')) await it.clear();
    const answer = await ask(body);
    expect([answer.status, answer.at('error.message')]).toEqual([422, message]);
  });
});

test.each([
  ['POST', '/projections/tasks', { kind: 'restart' }, 400],
  ['POST', '/projections/tasks', { kind: 'rebuild', projections: ['nothing'] }, 404],
  ['POST', '/projections/tasks', { kind: 'rebuild', eventsPerSecond: 0 }, 400],
  ['POST', '/projections/tasks', { kind: 'rebuild', eventsPerSecond: 1.5 }, 400],
  ['POST', '/projections/tasks', { kind: 'rebuild', fast: true }, 400],
  ['POST', '/projections/tasks', '{', 400],
  ['GET', '/projections/tasks/7', undefined, 404],
  ['GET', '/projections/tasks/x', undefined, 400],
  ['GET', '/projections/tasks/99999999999999999999', undefined, 400],
  ['POST', '/projections/tasks/7/cancel', {}, 404],
])('%s %s %j is answered %d', async (method, path, body, status) => {
  expect((await it.send(method, path, { body })).status).toBe(status);
  expect((await it.client.query('SELECT 1 FROM ops.projection_tasks')).rowCount).toBe(0);
});
