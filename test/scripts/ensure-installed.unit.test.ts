import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

const scripts = join(import.meta.dirname, '../../scripts');

/** A project with the script in it, and an npm that only writes down how it was called. */
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'installed-'));
  await mkdir(join(dir, 'scripts'));
  await mkdir(join(dir, 'node_modules'));
  await mkdir(join(dir, 'bin'));
  await cp(join(scripts, 'ensure-installed.mjs'), join(dir, 'scripts', 'ensure-installed.mjs'));
  await writeFile(join(dir, 'package-lock.json'), '{"version":1}');
  await npm('exit 0');
});
afterEach(() => rm(dir, { recursive: true }));

async function npm(then: string) {
  const file = join(dir, 'bin', 'npm');
  await writeFile(file, `#!/bin/sh\necho "$PWD npm $*" >> "${dir}/calls"\n${then}\n`);
  await chmod(file, 0o755);
}

function run(version = process.versions.node) {
  const code = `
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });
    const { ensureInstalled } = await import('${dir}/scripts/ensure-installed.mjs');
    ensureInstalled();
    console.log('go on');
  `;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: tmpdir(),
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', PATH: `${join(dir, 'bin')}${delimiter}${process.env.PATH}` },
  });
  return { status, stdout, stderr };
}

const calls = async () => {
  const text = await readFile(join(dir, 'calls'), 'utf8').catch(() => '');
  return text.split('\n').filter(Boolean);
};

test('packages are installed once, in the project, with those for development', async () => {
  expect(run()).toMatchObject({ status: 0, stdout: expect.stringMatching(/Installing[\s\S]*go on/) });
  expect(run()).toMatchObject({ status: 0, stdout: 'go on\n' });
  expect(await calls()).toEqual([expect.stringMatching(new RegExp(`^${dir} npm ci --include=dev `))]);
});

test('they are installed again when the lock file has changed, and when they are gone', async () => {
  run();
  await writeFile(join(dir, 'package-lock.json'), '{"version":2}');
  run();
  run();
  expect(await calls()).toHaveLength(2);
  await rm(join(dir, 'node_modules'), { recursive: true });
  await mkdir(join(dir, 'node_modules'));
  run();
  expect(await calls()).toHaveLength(3);
});

test('an installation that fails ends the process, and is tried again next time', async () => {
  await npm('exit 3');
  for (const tries of [1, 2]) {
    expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining('could not be installed') });
    expect(await calls()).toHaveLength(tries);
  }
});

test.each(['18.20.0', '20.18.3'])('Node %s is too old, and told so before anything else', async (version) => {
  const { status, stderr } = run(version);
  expect([status, stderr]).toEqual([1, expect.stringContaining('needs Node 20.19 or newer')]);
  expect(await calls()).toEqual([]);
});

test.each(['20.19.0', '22.1.0'])('Node %s will do', (version) => {
  expect(run(version)).toMatchObject({ status: 0 });
});
