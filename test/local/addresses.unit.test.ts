import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readAddresses, removeAddresses, writeAddresses } from '../../src/local/addresses.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'addresses-'));
});
afterEach(() => rm(dir, { recursive: true }));

const found = {
  api: 'http://127.0.0.1:3000',
  database: 'postgres://outcomes@127.0.0.1:5432/outcomes',
  eventStore: 'esdb://127.0.0.1:2113?tls=false',
  operations: 'http://127.0.0.1:9090',
};
const file = () => join(dir, 'addresses.json');

test('what was written is read, by its owner alone, until it is removed', async () => {
  writeAddresses(dir, found);
  expect(readAddresses(dir)).toEqual({ pid: process.pid, ...found });
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  removeAddresses(dir);
  expect(readAddresses(dir)).toBeNull();
  removeAddresses(dir);
});

test('nothing runs where the process is gone, or the file is none of ours', async () => {
  writeAddresses(dir, found);
  const text = await readFile(file(), 'utf8');
  await writeFile(file(), text.replace(String(process.pid), '2147483646'));
  expect(readAddresses(dir)).toBeNull();
  for (const other of ['', '{', '{}', '[]']) {
    await writeFile(file(), other);
    expect(readAddresses(dir)).toBeNull();
  }
  expect(readAddresses(join(dir, 'nowhere'))).toBeNull();
});
