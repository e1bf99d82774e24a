import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeDirectory } from '../../embedded/make-directory.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'make-directory-'));
});
afterAll(() => rm(dir, { recursive: true }));

test('makes what is missing, with the mode; once more is as good', async () => {
  const path = join(dir, 'a', 'b', 'c');
  makeDirectory(path, 0o700);
  makeDirectory(path, 0o700);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  makeDirectory(relative(process.cwd(), join(dir, 'near')));
  expect(existsSync(join(dir, 'near'))).toBe(true);
});

test('says in a sentence what is in the way', async () => {
  const file = join(dir, 'file');
  await writeFile(file, '');
  expect(() => makeDirectory(file)).toThrow(`${file} is not a directory`);
  const below = join(file, 'x', 'y');
  expect(() => makeDirectory(below)).toThrow(
    `the directory ${below} cannot be made: there is a file in the way`,
  );
  const dangling = join(dir, 'dangling');
  await symlink(join(dir, 'nowhere'), dangling);
  expect(() => makeDirectory(dangling)).toThrow('there is a file in the way');
});

test('ends below a file system that takes no directories, which Node does not', () => {
  // Elsewhere than on Linux, nobody may write there.
  expect(() => makeDirectory('/proc/outcomes/data')).toThrow(
    'the directory /proc/outcomes/data cannot be made: ',
  );
});
