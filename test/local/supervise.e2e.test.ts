import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Supervised, supervise } from '../../src/local/supervise.ts';
import { startProcess } from '../support/start-process.ts';
import { waitUntil } from '../support/wait-until.ts';

const child = join(import.meta.dirname, 'child.mjs');

let dir = '';
let log = '';
let stopping = new AbortController();
let running: Supervised | undefined;
let said: string[] = [];
let deaths: string[] = [];
let stuck: string[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'supervise-'));
  log = join(dir, 'log');
  stopping = new AbortController();
  [said, deaths, stuck] = [[], [], []];
});
afterEach(async () => {
  stopping.abort();
  await running?.stop(0);
  running = undefined;
  await rm(dir, { recursive: true });
});

async function start(how: string) {
  const observer = {
    line: (text: string) => said.push(text),
    died: (name: string, reason: string) => deaths.push(`${name}: ${reason}`),
    lost: () => {},
    stuck: (name: string) => stuck.push(name),
  };
  const spec = { name: 'part', file: child, options: [how, log], env: { FROM: 'test' } };
  running = await supervise(spec, observer, stopping.signal);
  return running;
}

/** The starts of the child so far. */
async function starts() {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' ').map(Number))
    .map(([pid = 0, at = 0]) => ({ pid, at }));
}

async function lastPid() {
  return (await starts()).at(-1)?.pid ?? 0;
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const until = (count: number) => waitUntil(async () => (await starts()).length >= count);

describe('the first start', () => {
  test('answers the line of readiness', async () => {
    const { ready } = await start('serve');
    expect(ready).toEqual({ ready: true, url: 'url-0', from: 'test' });
  });

  test('that fails says why, in the words of the process', async () => {
    for (let n = 0; n < 5; n++) await expect(start('fail')).rejects.toThrow(/^port 1 is taken$/);
    expect(deaths).toEqual([]);
  });

  test('that fails without a word says how it ended', async () => {
    await expect(start('fail-silently')).rejects.toThrow('it ended with code 7');
  });

  test('that hangs is broken off when it is no longer wanted', async () => {
    const starting = start('hang');
    await until(1);
    stopping.abort();
    await expect(starting).rejects.toThrow('it was told to stop');
    expect(lives(await lastPid())).toBe(false);
  });
});

test('what it says is passed on, but for the line of readiness', async () => {
  await start('talk');
  await waitUntil(() => said.length === 3);
  expect(said).toEqual(['before', 'at once', 'later']);
});

describe('a process that dies', () => {
  test('is started again, and is another then', async () => {
    const { ready } = await start('serve');
    for (const count of [1, 2]) {
      process.kill(await lastPid(), 'SIGKILL');
      await until(count + 1);
    }
    expect(deaths).toEqual(['part: it ended with SIGKILL', 'part: it ended with SIGKILL']);
    expect(ready.url).toBe('url-0');
    expect(new Set((await starts()).map(({ pid }) => pid)).size).toBe(3);
  });

  test('is not said to have died of an earlier warning', async () => {
    await start('talk');
    await waitUntil(() => said.length === 3);
    process.kill(await lastPid(), 'SIGKILL');
    await waitUntil(() => deaths.length === 1);
    expect(deaths).toEqual(['part: it ended with SIGKILL']);
  });

  test('again and again waits longer each time', async () => {
    await start('fail-later');
    process.kill(await lastPid(), 'SIGKILL');
    await until(4);
    const [, second, third, fourth] = await starts();
    const pauses = [Number(third?.at) - Number(second?.at), Number(fourth?.at) - Number(third?.at)];
    expect(pauses[0]).toBeGreaterThanOrEqual(200);
    expect(pauses[1]).toBeGreaterThanOrEqual(400);
    expect(deaths.slice(0, 3)).toEqual([
      'part: it ended with SIGKILL',
      'part: start 1 failed',
      'part: start 2 failed',
    ]);
  });
});

describe('restart', () => {
  test('ends it and starts it again at once, without a death', async () => {
    const { restart } = await start('serve');
    const before = await lastPid();
    await restart();
    expect(lives(before)).toBe(false);
    await until(2);
    expect(deaths).toEqual([]);
  });

  test('is no excuse for the next death', async () => {
    const { restart } = await start('serve');
    await restart();
    await until(2);
    process.kill(await lastPid(), 'SIGKILL');
    await until(3);
    expect(deaths).toHaveLength(1);
  });
});

describe('stop', () => {
  const stop = async (patienceMs: number) => {
    stopping.abort();
    await running?.stop(patienceMs);
  };

  test('ends it for good', async () => {
    await start('serve');
    await stop(5000);
    expect(lives(await lastPid())).toBe(false);
    expect(await starts()).toHaveLength(1);
    expect([deaths, stuck]).toEqual([[], []]);
  });

  test('kills what does not end in time, and says so', async () => {
    await start('stubborn');
    const startedAt = performance.now();
    await stop(300);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(300);
    expect(lives(await lastPid())).toBe(false);
    expect(said).toEqual(['no']);
    expect(stuck).toEqual(['part']);
  });

  test('comes at once while a dead process waits for its next start', async () => {
    await start('fail-later');
    process.kill(await lastPid(), 'SIGKILL');
    await waitUntil(() => deaths.length === 4);
    const startedAt = performance.now();
    await stop(5000);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  test('breaks off a start that is under way', async () => {
    await start('hang-later');
    process.kill(await lastPid(), 'SIGKILL');
    await until(2);
    await stop(5000);
    expect(lives(await lastPid())).toBe(false);
    expect(await starts()).toHaveLength(2);
  });
});

test('it ends with its supervisor, even when that is killed', async () => {
  const supervisor = await startProcess(join(import.meta.dirname, 'supervisor.ts'), [child, log]);
  const pid = await lastPid();
  expect(lives(pid)).toBe(true);
  supervisor.child.kill('SIGKILL');
  await waitUntil(() => !lives(pid));
});
