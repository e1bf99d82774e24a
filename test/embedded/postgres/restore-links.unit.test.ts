import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { restoreLinks } from '../../../embedded/postgres/restore-links.ts';

let root: string;
let lib: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'restore-links-'));
  lib = join(root, 'native', 'lib');
  await mkdir(lib, { recursive: true });
  await writeFile(join(lib, 'libpq.so.5.18'), 'library');
  const links = ['native/lib/libpq.so', 'native/lib/libpq.so.5'].map((target) => ({
    source: 'native/lib/libpq.so.5.18',
    target,
  }));
  await writeFile(join(root, 'native', 'pg-symlinks.json'), JSON.stringify(links));
});

afterEach(() => rm(root, { recursive: true }));

const names = ['libpq.so', 'libpq.so.5', 'libpq.so.5.18'];

test('makes the missing links, and again changes nothing', async () => {
  expect(await restoreLinks(root)).toBe(true);
  expect(await restoreLinks(root)).toBe(true);
  expect((await readdir(lib)).sort()).toEqual(names);
  expect(await readFile(join(lib, 'libpq.so'), 'utf8')).toBe('library');
});

test('replaces a link to nowhere', async () => {
  await symlink('libpq.so.4', join(lib, 'libpq.so'));
  await restoreLinks(root);
  expect(await readFile(join(lib, 'libpq.so'), 'utf8')).toBe('library');
});

test('many processes at once leave exactly the links', async () => {
  const results = await Promise.all(Array.from({ length: 20 }, () => restoreLinks(root)));
  expect(results).toEqual(Array(20).fill(true));
  expect((await readdir(lib)).sort()).toEqual(names);
});

test('says so when the place cannot be written', async () => {
  // A missing directory stands for a read-only one, which does not stop root.
  await rm(lib, { recursive: true });
  expect(await restoreLinks(root)).toBe(false);
});
