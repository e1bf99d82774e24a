import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { jsonEvent } from '@eventstore/db-client';
import { expect, test } from '@jest/globals';
import { startEventStore } from '../../../../embedded/event-store/start-event-store.ts';
import { readyUrl } from '../node-process.ts';
import { collect, connect, temporaryDirectory } from '../with-event-store.ts';

const MAIN = join(import.meta.dirname, '../../../../embedded/event-store/main.ts');
const dir = temporaryDirectory();
const library = join(dir, 'fail-fsync.so');
const source = join(import.meta.dirname, 'fail-fsync.c');
const compiled = spawnSync('cc', ['-shared', '-fPIC', '-o', library, source]).status === 0;
if (!compiled) process.stderr.write('Not run: a failing fsync, because no C compiler is here\n');

(compiled ? test : test.skip)(
  'a failed fsync ends the process; what it had acknowledged is kept',
  async () => {
    const [store, failing] = [join(dir, 'store'), join(dir, 'failing')];
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--dir', store], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, LD_PRELOAD: library, FSYNC_FAILS_WHEN: failing },
    });
    const complaint = text(child.stderr);
    const exited = once(child, 'exit');
    const client = connect(await readyUrl(child));
    const acknowledged: string[] = [];
    let acknowledgedThen = 0;
    const write = async (): Promise<void> => {
      for (;;) {
        const event = jsonEvent({ type: 'Tested', data: {} });
        // An append that is under way may be on disk already.
        const begunAfter = acknowledgedThen > 0;
        await client.appendToStream('a', event);
        if (begunAfter) throw new Error('acknowledged after the disk had failed');
        acknowledged.push(event.id);
        if (acknowledged.length === 200) {
          writeFileSync(failing, '');
          acknowledgedThen = acknowledged.length;
        }
      }
    };
    const outcomes = await Promise.allSettled(Array.from({ length: 16 }, write));
    for (const outcome of outcomes)
      expect(outcome).not.toMatchObject({ reason: { message: 'acknowledged after the disk had failed' } });
    expect(acknowledgedThen).toBe(200);
    expect(await exited).toEqual([1, null]);
    expect(await complaint).toContain('a commit failed, exiting');
    await client.dispose();

    const node = await startEventStore({ dir: store });
    const reader = connect(node.url);
    const ids = (await collect(reader.readStream('a'))).map(({ event }) => event?.id);
    expect(ids).toEqual(expect.arrayContaining(acknowledged));
    await reader.appendToStream('a', jsonEvent({ type: 'Tested', data: {} }));
    await reader.dispose();
    await node.stop();
    rmSync(dir, { recursive: true });
  },
);
