import { binaryEvent, jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { v7 } from 'uuid';
import { UndecodableEventError } from '../../../src/core/event-catalog.ts';
import { testMetadata } from '../../support/test-context.ts';
import { fill, follow, namesOf, numbered, startLog, streamOf } from './log-fixture.ts';

let it: Awaited<ReturnType<typeof startLog>>;
beforeAll(async () => {
  it = await startLog();
});
afterAll(() => it.stop());

const type = 'UserProfileChanged';
const { data } = numbered(0);
const metadata = { ...testMetadata, schemaVersion: 1 };
const { commandId: _left, ...withoutCommand } = metadata;

const broken = {
  'unknown type': jsonEvent({ type: 'UserTeleported', data, metadata }),
  'newer schema version': jsonEvent({ type, data, metadata: { ...metadata, schemaVersion: 2 } }),
  'schema version that is no number': jsonEvent({
    type,
    data,
    metadata: { ...metadata, schemaVersion: '1' },
  }),
  'payload that breaks the schema': jsonEvent({
    type,
    data: { ...data, displayName: 'secret', userId: 'x' },
    metadata,
  }),
  'payload that is a text': jsonEvent({ type, data: 'text', metadata }),
  'payload that is a list': jsonEvent({ type, data: [data], metadata }),
  'payload that is not JSON': binaryEvent({ type, data: Buffer.from('{"userId":'), metadata }),
  'old payload that is a list': jsonEvent({ type: 'CheckInRecorded', data: [], metadata }),
  'no metadata': jsonEvent({ type, data }),
  'metadata without the command': jsonEvent({ type, data, metadata: withoutCommand }),
  'metadata without an actor': jsonEvent({ type, data, metadata: { ...metadata, actor: null } }),
  'metadata that is a text': jsonEvent({ type, data, metadata: 'text' }),
};

test.each(Object.entries(broken))(
  'reading an event with %s throws, and shows nothing of it',
  async (_, event) => {
    const stream = await fill(it.log, 1);
    await it.raw.appendToStream(stream, [{ ...event, id: v7() }]);
    const error = await it.log.readStream(stream).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UndecodableEventError);
    expect(error).toMatchObject({
      message: expect.stringContaining(`event ${event.type} cannot be read`),
      place: { stream, revision: 1 },
    });
    expect(String(error)).not.toContain('secret');
    expect(await it.log.readStream(stream, 0, 1)).toHaveLength(1);
    const logged = await it.log.readLogged(stream);
    expect(logged.map(({ ok, event: { revision } }) => [ok, revision])).toEqual([
      [true, 0],
      [false, 1],
    ]);
    expect(logged[1]?.event).toMatchObject({ error: error instanceof Error ? error.message : '' });
  },
);

test('a subscription delivers them in order among the others, and goes on', async () => {
  const from = await it.log.head();
  const before = await fill(it.log, 2);
  const stream = streamOf();
  const events = Object.values(broken).map((event) => ({ ...event, id: v7() }));
  await it.raw.appendToStream(stream, events);
  const after = await fill(it.log, 2);

  const following = follow(it.log, { from, batchSize: 3 });
  await following.live();
  await following.stop();
  expect(following.seen()).toEqual([
    ...namesOf(before, 2),
    ...events.map((event) => `!${event.type}`),
    ...namesOf(after, 2),
  ]);
  const undecodable = following.batches.flatMap((batch) => batch.events).filter(({ ok }) => !ok);
  expect(undecodable.map(({ event }) => event)).toEqual(
    events.map((event, revision) => ({
      id: event.id,
      type: event.type,
      stream,
      revision,
      position: expect.anything(),
      recordedAt: expect.any(String),
      error: expect.stringContaining(event.type),
    })),
  );
  expect(it.lost).toEqual([]);
});
