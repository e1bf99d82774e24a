import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type EventStoreNode, startEventStore } from '../../../../embedded/event-store/start-event-store.ts';
import { openStorage } from '../../../../embedded/event-store/storage/open-storage.ts';
import { endEventstores, spawnEventstore } from '../../../cli/eventstore-process.ts';
import { collect, testEvents } from '../with-event-store.ts';

const dir = mkdtempSync(join(tmpdir(), 'renumbered-'));
let source: EventStoreNode;
let target: EventStoreNode;
let from: EventStoreDBClient;
let to: EventStoreDBClient;

/** As a scavenge of a real server leaves a stream: its first three events are gone. */
beforeAll(async () => {
  const scavenged = join(dir, 'source');
  const storage = openStorage(scavenged);
  await storage.commit(() => {
    storage.streams.put(Buffer.from('scavenged'), { id: 1, last: 2 });
    storage.meta.put('lastStreamId', 1);
  });
  await storage.close();
  [source, target] = await Promise.all([
    startEventStore({ dir: scavenged }),
    startEventStore({ dir: join(dir, 'target') }),
  ]);
  from = EventStoreDBClient.connectionString(source.url);
  to = EventStoreDBClient.connectionString(target.url);
  for (let round = 0; round < 3; round += 1) {
    await from.appendToStream('scavenged', testEvents(2));
    await from.appendToStream('whole', testEvents(2));
  }
});
afterAll(async () => {
  endEventstores();
  await Promise.all([from, to].map((client) => client.dispose()));
  await Promise.all([source, target].map((node) => node.stop()));
  rmSync(dir, { recursive: true });
});

const password = 'vXq-secret';
const withPassword = ({ url }: EventStoreNode) => url.replace('esdb://', `esdb://admin:${password}@`);

/** With both addresses, and a password in each, in the environment. */
async function copy(...args: string[]) {
  const { code, err, lines } = await spawnEventstore(['copy', ...args], {
    EVENTSTORE_COPY_FROM: withPassword(source),
    EVENTSTORE_COPY_TO: withPassword(target),
  }).ended;
  expect(`${err}${lines}`).not.toContain(password);
  return { code, err, result: code === 0 ? JSON.parse(lines[0] ?? '') : undefined };
}

const placesIn = async (client: EventStoreDBClient, stream: string) =>
  (await collect(client.readStream(stream))).map(({ event }) => [Number(event?.revision), event?.id]);

test('a stream whose beginning is gone is named and refused, and counted from 0 with --renumber', async () => {
  expect(await placesIn(from, 'scavenged')).toEqual([3, 4, 5, 6, 7, 8].map((n) => [n, expect.any(String)]));
  const refused = await copy('--json');
  expect(refused).toMatchObject({
    code: 1,
    err: expect.stringMatching(/gone from the source: scavenged; .* --renumber .* nothing was written\.\n$/),
  });
  await expect(placesIn(to, 'whole')).rejects.toMatchObject({ type: 'stream-not-found' });

  const { result } = await copy('--renumber', '--json');
  expect(result).toMatchObject({ events: 12, copied: 12, renumbered: ['scavenged'] });
  const kept = (await placesIn(from, 'scavenged')).map(([, id], n) => [n, id]);
  expect(await placesIn(to, 'scavenged')).toEqual(kept);
  expect(await placesIn(to, 'whole')).toEqual(await placesIn(from, 'whole'));

  await from.appendToStream('scavenged', testEvents(1));
  expect((await copy('--renumber', '--json')).result).toMatchObject({ events: 13, copied: 1 });
  expect((await copy('--renumber', '--json')).result).toMatchObject({ events: 13, copied: 0 });
});

test('an address that is none is refused without a word of it', async () => {
  const { code, err } = await spawnEventstore(['copy', '--to', target.url], {
    EVENTSTORE_COPY_FROM: `esdb://admin:${password}@127.0.0.1:${password}`,
  }).ended;
  expect({ code, err }).toEqual({
    code: 1,
    err: expect.stringMatching(/The connection string of the source is not valid at position \d+\.\n$/),
  });
  expect(err).not.toContain(password);
  const unknown = await spawnEventstore(['copy', '--to', target.url], {
    EVENTSTORE_COPY_FROM: `${withPassword(source)}&color=red`,
  }).ended;
  expect(unknown).toMatchObject({
    code: 1,
    err: expect.stringMatching(/The connection string of the source has the option "color".*\n$/),
    lines: [],
  });
  expect(unknown.err).not.toContain(password);
  const without = await spawnEventstore(['copy', '--to', target.url]).ended;
  expect(without).toMatchObject({
    code: 1,
    err: 'Give the source with --from, or in the variable EVENTSTORE_COPY_FROM.\n',
  });
});
