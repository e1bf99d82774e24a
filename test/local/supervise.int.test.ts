import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ProcessSpec } from '../../src/local/launch.ts';
import { supervise } from '../../src/local/supervise.ts';
import { waitUntil } from '../support/wait-until.ts';

let dir: string;
let stopping: AbortController;
let said: string[];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'supervise-'));
});
beforeEach(() => {
  stopping = new AbortController();
  said = [];
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const observer = {
  line: (text: string) => said.push(`line ${text}`),
  died: (name: string, reason: string) => said.push(`${name} died: ${reason}`),
  lost: (name: string, reason: string) => said.push(`${name} lost: ${reason}`),
  stuck: (name: string) => said.push(`${name} stuck`),
};
const ready = `console.log(JSON.stringify({ ready: true, pid: process.pid }));`;
const endWithParent = `process.stdin.resume().on('end', () => process.exit(0));`;

/** Supervises a script, which notes each of its starts in a file. */
async function run(name: string, script: string, special: Partial<ProcessSpec> = {}) {
  const file = join(dir, `${name}.mjs`);
  const starts = join(dir, `${name}.starts`);
  const noted = `import { appendFileSync, readFileSync } from 'node:fs';
    appendFileSync(${JSON.stringify(starts)}, process.pid + '\\n');
    const start = readFileSync(${JSON.stringify(starts)}, 'utf8').split('\\n').length - 1;`;
  await writeFile(file, `${noted}\n${script}`);
  const supervised = supervise({ name, file, options: [], ...special }, observer, stopping.signal);
  const pids = async () => (await readFile(starts, 'utf8')).split('\n').slice(0, -1).map(Number);
  return { supervised, pids };
}

const isAlive = (pid: number | undefined) => {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('where a signal at the start means that nothing helps', () => {
  const hopeless = (signal: string) => (signal === 'SIGSEGV' ? new Error('restore a backup') : undefined);
  const crash = `process.kill(process.pid, 'SIGSEGV'); setInterval(() => {}, 1000);`;

  test('the first start fails with that', async () => {
    const { supervised } = await run('broken', crash, { hopeless });
    await expect(supervised).rejects.toThrow(/^restore a backup$/);
  });

  test('a later one is the last, and one that had been ready is not meant', async () => {
    const script = `if (start > 2) { ${crash} } else {
      ${endWithParent} ${ready} setTimeout(() => process.kill(process.pid, 'SIGSEGV'), 50); }`;
    const { supervised, pids } = await run('breaking', script, { hopeless });
    const { stop } = await supervised;
    await waitUntil(() => said.includes('breaking lost: restore a backup'));
    expect(said.filter((text) => text === 'breaking died: it ended with SIGSEGV')).toHaveLength(2);
    expect(await pids()).toHaveLength(3);
    stopping.abort();
    await stop(5_000);
  });
});

test('starts a process again that dies, and tells why it died', async () => {
  const script = `${endWithParent} ${ready} console.log('hello');
    if (start === 1) setTimeout(() => { console.error('out of luck'); process.exit(3); }, 50);`;
  const { supervised, pids } = await run('mortal', script);
  const { stop, ready: first } = await supervised;
  await waitUntil(async () => (await pids()).length === 2);
  await waitUntil(() => said.filter((text) => text === 'line hello').length === 2);
  expect(first.pid).toBe((await pids())[0]);
  expect(said).toEqual(['line hello', 'mortal died: out of luck', 'line hello']);
  stopping.abort();
  await stop(5_000);
  expect((await pids()).filter(isAlive)).toEqual([]);
});

test('a first start that fails is an error, with what the process said', async () => {
  const { supervised } = await run('stillborn', `console.error('no disk'); process.exit(1);`);
  await expect(supervised).rejects.toThrow('no disk');
});

test('stops while a process is being started again that never gets ready', async () => {
  const script = `${endWithParent} if (start === 1) { ${ready} setTimeout(() => process.exit(1), 50); }`;
  const { supervised, pids } = await run('sleeper', script);
  const { stop } = await supervised;
  await waitUntil(async () => (await pids()).length === 2);
  stopping.abort();
  await stop(5_000);
  expect((await pids()).filter(isAlive)).toEqual([]);
});

test('stops in the middle of its first start', async () => {
  const { supervised, pids } = await run('early', endWithParent);
  supervised.catch(() => {});
  await waitUntil(async () => (await pids().catch(() => [])).length === 1);
  stopping.abort();
  await expect(supervised).rejects.toThrow('told to stop');
  expect((await pids()).filter(isAlive)).toEqual([]);
});

test('ends what does not stop, and says so', async () => {
  const script = `${endWithParent} process.on('SIGTERM', () => {}); ${ready}`;
  const { supervised, pids } = await run('deaf', script);
  const { stop } = await supervised;
  stopping.abort();
  await stop(200);
  expect(said).toEqual(['deaf stuck']);
  expect((await pids()).filter(isAlive)).toEqual([]);
});

test('starts it again on request, without calling it dead', async () => {
  const { supervised, pids } = await run('changed', `${endWithParent} ${ready}`);
  const { restart, stop } = await supervised;
  await restart();
  await waitUntil(async () => (await pids()).length === 2);
  expect(said).toEqual([]);
  stopping.abort();
  await stop(5_000);
  expect((await pids()).filter(isAlive)).toEqual([]);
});
