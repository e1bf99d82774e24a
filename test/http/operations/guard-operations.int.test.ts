import { afterEach, expect, test } from '@jest/globals';
import { startOperations } from './operations-fixture.ts';

let it: Awaited<ReturnType<typeof startOperations>>;
afterEach(() => it.stop());

const token = 'a-token-of-thirty-two-characters';
const routes = [
  ['GET', '/projections'],
  ['GET', '/projections/tasks/1'],
  ['POST', '/projections/pause'],
  ['POST', '/projections/resume'],
  ['POST', '/projections/tasks'],
  ['POST', '/projections/tasks/1/cancel'],
  ['GET', '/dead-letters'],
  ['GET', '/dead-letters/users/user-a'],
  ['GET', '/dead-letters/events?projection=users&stream=user-a'],
  ['POST', '/dead-letters/retry'],
  ['POST', '/dead-letters/discard'],
] as const;
const body = {};

const codes = (given?: string) =>
  Promise.all(
    routes.map(async ([method, path]) => {
      const answer = await it.send(method, path, {
        ...(method === 'POST' && { body }),
        ...(given !== undefined && { token: given }),
      });
      return answer.at('error.code');
    }),
  );

test('where there is a token, every route asks for it', async () => {
  it = await startOperations({ token, host: '0.0.0.0' });
  const refused = routes.map(() => 'UNAUTHORIZED');
  expect(await codes()).toEqual(refused);
  expect(await codes(`${token}x`)).toEqual(refused);
  expect(await codes(token)).not.toContain('UNAUTHORIZED');
  const answer = await it.send('GET', '/projections');
  expect([answer.status, answer.header('www-authenticate')]).toEqual([401, 'Bearer']);
  expect((await it.send('GET', '/health/live')).status).toBe(200);
  expect((await it.send('GET', '/metrics')).status).toBe(200);
});

test('without one, whoever reaches the port from elsewhere only looks', async () => {
  it = await startOperations({ host: '0.0.0.0' });
  const found = await codes();
  routes.forEach(([method], index) => {
    if (method === 'POST') expect(found[index]).toBe('FORBIDDEN');
    else expect(found[index]).not.toBe('FORBIDDEN');
  });
  const changing = await it.send('POST', '/projections/pause', { body });
  expect([changing.status, changing.at('error.message')]).toEqual([
    403,
    'this port is reached from other machines: set OPERATIONS_TOKEN, and send it as Authorization: Bearer',
  ]);
  await it.park('users', 'user-a', 1);
  for (const route of ['users/user-a?', 'events?projection=users&stream=user-a&']) {
    for (const name of ['payload', '%70ayload', 'pay%6Coad'])
      expect((await it.send('GET', `/dead-letters/${route}${name}=true`)).status).toBe(403);
    expect((await it.send('GET', `/dead-letters/${route}`)).status).toBe(200);
  }
});

test('on a loopback address, a name of somebody else is not served', async () => {
  it = await startOperations();
  expect((await it.send('POST', '/projections/pause', { body })).status).toBe(200);
  for (const host of ['evil.example', 'localhost.evil.example:9090', '']) {
    const answer = await it.send('POST', '/projections/resume', { body, headers: { Host: host } });
    expect([host, answer.status]).toEqual([host, 403]);
  }
  for (const host of ['localhost:9090', '127.0.0.1', '[::1]:9090'])
    expect((await it.send('POST', '/projections/resume', { body, headers: { Host: host } })).status).toBe(
      200,
    );
});
