import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { status } from '@grpc/grpc-js';
import { expect, test } from '@jest/globals';
import { waitUntil } from '../../../support/wait-until.ts';
import { readyUrl, spawnNode } from '../node-process.ts';
import { collect, connect, temporaryDirectory } from '../with-event-store.ts';

const BY_APPEND = { credentials: { username: 'any', password: 'any' } };
const filling = 'x'.repeat(20_000);

/** Appends, several at a time, until one is refused. @returns the ids of those that were acknowledged */
async function fill(client: EventStoreDBClient): Promise<{ ids: string[]; refusals: unknown[] }> {
  const ids: string[] = [];
  const refusals: unknown[] = [];
  const write = async (n: number): Promise<void> => {
    while (refusals.length === 0) {
      const event = jsonEvent({ type: 'Tested', data: { filling } });
      try {
        await client.appendToStream(`filling-${n}`, event, n % 2 === 0 ? {} : BY_APPEND);
        ids.push(event.id);
      } catch (error) {
        refusals.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, n) => write(n)));
  return { ids, refusals };
}

/** A limit to the size of a process's files is met as a full disk is, and any account may set it. */
function limitFiles(pid: number | undefined, bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);
}

const limits = spawnSync('prlimit', ['--version']).status === 0;
if (!limits) process.stderr.write('Not run: a full disk, because there is no prlimit here\n');

(limits ? test : test.skip)(
  'on a full disk appends are refused, reads go on, and room is all it takes',
  async () => {
    const dir = temporaryDirectory();
    const { child, exited } = spawnNode(dir);
    const client = connect(await readyUrl(child));
    const ids = async () =>
      (await collect(client.readAll())).flatMap(({ event }) => (event?.type === 'Tested' ? [event.id] : []));
    await client.appendToStream('before', jsonEvent({ type: 'Other', data: {} }));

    limitFiles(child.pid, statSync(join(dir, 'data.mdb')).size + 2_000_000);
    const first = await fill(client);
    expect(first.ids.length).toBeGreaterThan(10);
    for (const refusal of first.refusals)
      expect(refusal).toMatchObject({ message: expect.stringContaining('The disk is full') });
    const { refusals } = await fill(client);
    expect(refusals).toHaveLength(8);
    const byAppend = refusals.filter(
      (error) => error instanceof Error && 'code' in error && error.code === status.RESOURCE_EXHAUSTED,
    );
    expect(byAppend).toHaveLength(4);
    expect((await ids()).toSorted()).toEqual(first.ids.toSorted());

    limitFiles(child.pid, 'unlimited');
    const last = jsonEvent({ type: 'Tested', data: {} });
    await waitUntil(() =>
      client.appendToStream('filling-0', last).then(
        () => true,
        () => false,
      ),
    );
    expect(await ids()).toEqual([...(await ids()).slice(0, -1), last.id]);
    await client.dispose();
    child.kill('SIGTERM');
    expect(await exited).toEqual({ code: 0, signal: null });
    const again = spawnNode(dir);
    const reader = connect(await readyUrl(again.child));
    const kept = (await collect(reader.readAll())).flatMap(({ event }) => (event ? [event.id] : []));
    expect(kept).toEqual(expect.arrayContaining([...first.ids, last.id]));
    await reader.dispose();
    again.child.kill('SIGTERM');
    await again.exited;
    rmSync(dir, { recursive: true });
  },
);
