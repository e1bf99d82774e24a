import { jsonEvent } from '@eventstore/db-client';
import { expect, test } from '@jest/globals';
import { startEventStore } from '../../../../embedded/event-store/start-event-store.ts';
import { readyUrl } from '../node-process.ts';
import { collect, connect } from '../with-event-store.ts';
import { faultyDisk } from './faulty-disk.ts';

const disk = faultyDisk();

(disk ? test : test.skip)('a failed fsync ends the process; what it had acknowledged is kept', async () => {
  if (!disk) return;
  const { child, complaint, exited } = disk.spawnNode();
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
        disk.fail();
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

  const node = await startEventStore({ dir: disk.store });
  const reader = connect(node.url);
  const ids = (await collect(reader.readStream('a'))).map(({ event }) => event?.id);
  expect(ids).toEqual(expect.arrayContaining(acknowledged));
  await reader.appendToStream('a', jsonEvent({ type: 'Tested', data: {} }));
  await reader.dispose();
  await node.stop();
  disk.remove();
});
