import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { localSecret } from '../../src/local/local-secret.ts';
import { readConfig } from '../../src/platform/config.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'secret-'));
});
afterEach(() => rm(dir, { recursive: true }));

test('it is made once, and kept where only its owner reads it', async () => {
  const secret = await localSecret(dir);
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(await localSecret(dir)).toBe(secret);
  expect(readConfig({ OUTCOMES_SECRET: secret }).OUTCOMES_SECRET).toBe(secret);
  expect((await stat(join(dir, 'secret'))).mode & 0o777).toBe(0o600);
});

test('processes that start at the same time agree on it', async () => {
  for (let n = 0; n < 20; n++) {
    await rm(join(dir, 'secret'), { force: true });
    const secrets = await Promise.all(Array.from({ length: 10 }, () => localSecret(dir)));
    expect(new Set(secrets).size).toBe(1);
    expect(secrets[0]).toHaveLength(43);
  }
  expect(await readdir(dir)).toEqual(['secret']);
});

test('the one that is there is taken', async () => {
  await writeFile(join(dir, 'secret'), 'x'.repeat(40));
  expect(await localSecret(dir)).toBe('x'.repeat(40));
});

test('each installation has its own', async () => {
  const other = await mkdtemp(join(tmpdir(), 'secret-'));
  expect(await localSecret(other)).not.toBe(await localSecret(dir));
  await rm(other, { recursive: true });
});

test('a directory that is not there is an error, not a secret', async () => {
  await expect(localSecret(join(dir, 'missing'))).rejects.toThrow('ENOENT');
});
