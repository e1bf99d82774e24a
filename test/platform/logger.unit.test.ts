import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';

let stdout = '';
let stderr = '';
let lines: Record<string, unknown>[] = [];
beforeAll(() => {
  const script = join(import.meta.dirname, 'write-log-lines.ts');
  const written = spawnSync(process.execPath, ['--import', 'tsx', script], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  ({ stdout, stderr } = written);
  lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}, 60_000);

const line = (message: string) => lines.filter((one) => one.message === message);

test('a line is one JSON object on standard output, with the fields of the process', () => {
  expect(stderr).toBe('');
  expect(line('outside')).toEqual([
    {
      level: 'info',
      message: 'outside',
      role: 'api',
      count: 2,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    },
  ]);
});

test('a line of a child logger has its fields besides those of the line', () => {
  expect(line('inside')).toMatchObject([{ role: 'api', part: 'a', requestId: '1', correlationId: 'c-1' }]);
});

test('less severe lines than the level are not written', () => {
  expect(line('not severe enough')).toEqual([]);
});

test('neither personal data nor secrets are written, at any depth', () => {
  expect(stdout).not.toContain('ann@');
  expect(line('personal')).toMatchObject([
    {
      email: '***',
      user: { email: '***', logins: [{ accessToken: '***' }] },
      headers: { Authorization: '***' },
    },
  ]);
});

test('an error is written with its stack and its cause', () => {
  const stack = expect.stringContaining('write-log-lines');
  const cause = { name: 'Error', message: 'rain' };
  expect(line('failed')).toMatchObject([
    { level: 'error', error: { name: 'TypeError', message: 'no luck', stack, cause } },
  ]);
});

test('values that JSON does not know do not break a line', () => {
  expect(line('odd')).toMatchObject([{ position: '12', at: '1970-01-01T00:00:00.000Z' }]);
});
