import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { v7 } from 'uuid';
import { LogDivergedError } from '../../../src/core/ports.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { fill, follow, startLog } from './log-fixture.ts';

let it: Awaited<ReturnType<typeof startLog>>;
beforeEach(async () => {
  it = await startLog();
});
afterEach(() => it.stop());

/** Stops the store, lets `change` have its data, and starts it again. */
async function changeStore(change: () => Promise<void>): Promise<void> {
  await it.store.kill();
  await change();
  await it.store.restart();
}

const empty = () => rm(it.store.dir, { recursive: true });

/** What was followed to the end of the log, and its last event. */
async function followed() {
  const following = follow(it.log);
  await following.live();
  const last = following.batches.flatMap(({ events }) => events).at(-1)?.event;
  if (!last) throw new Error('the log is empty');
  return { ...following, last };
}

describe('a subscription ends with an error', () => {
  const ends = async (change: () => Promise<void>) => {
    await fill(it.log, 30);
    const { ended } = await followed();
    const refused = expect(ended).rejects.toThrow(LogDivergedError);
    await changeStore(change);
    await refused;
  };

  test('where its store was replaced by an empty one', () => ends(empty));

  test('where its store was restored from a backup', async () => {
    await fill(it.log, 5);
    const backup = await mkdtemp(join(tmpdir(), 'backup-'));
    await changeStore(() => cp(it.store.dir, backup, { recursive: true }));
    await ends(async () => {
      await empty();
      await cp(backup, it.store.dir, { recursive: true });
    });
    await rm(backup, { recursive: true });
  });

  test('where another log has grown past it meanwhile', async () => {
    await fill(it.log, 30);
    const { last, stop } = await followed();
    await stop();
    await changeStore(empty);
    await fill(it.log, 60);
    const next = follow(it.log, { from: last.position, last });
    await expect(next.ended).rejects.toThrow(LogDivergedError);
    expect(next.seen()).toEqual([]);
  });
});

describe('the log has an event', () => {
  test('where it was seen, also after a restart', async () => {
    await fill(it.log, 30);
    const { last, stop } = await followed();
    await stop();
    expect(await it.log.has(last)).toBe(true);
    expect(await it.log.has({ ...last, id: v7() })).toBe(false);
    await changeStore(async () => {});
    await waitUntil(() => it.log.ping().then(() => true));
    expect(await it.log.has(last)).toBe(true);
  });

  test('whose stream was deleted since', async () => {
    const stream = await fill(it.log, 30);
    const { last, stop } = await followed();
    await it.raw.tombstoneStream(stream);
    expect(await it.log.has(last)).toBe(true);
    await fill(it.log, 1);
    const next = follow(it.log, { from: last.position, last });
    await waitUntil(() => next.seen().length === 1);
    await Promise.all([next.stop(), stop()]);
  });
});
