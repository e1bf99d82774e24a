import {
  DeadlineExceededError,
  EventStoreDBClient,
  InvalidArgumentError,
  UnavailableError,
} from '@eventstore/db-client';
import { afterAll, describe, expect, test } from '@jest/globals';
import { freePort } from '../../embedded/free-port.ts';
import { collect, connectToEndpoint, credentials, fresh, testEvent, testEvents } from './endpoint.ts';

/**
 * The errors that no other file of the suite raises. Of those that the client knows for streams, access-denied
 * needs users, not-leader a cluster, and missing metadata a client that leaves it out.
 */
const client = connectToEndpoint();
afterAll(() => client.dispose());

describe('deadline-exceeded', () => {
  test.each([
    ['BatchAppend', {}],
    ['Append', { credentials }],
  ])('by an append whose deadline has passed (%s)', async (_, call) => {
    const late = client.appendToStream(fresh('late'), testEvents(1), { deadline: -1_000, ...call });
    await expect(late).rejects.toBeInstanceOf(DeadlineExceededError);
  });

  test.each(['deleteStream', 'tombstoneStream'] as const)('by %s', async (remove) => {
    const late = client[remove](fresh('late'), { deadline: -1_000 });
    await expect(late).rejects.toBeInstanceOf(DeadlineExceededError);
  });
});

test('unavailable, where nobody listens', async () => {
  const nobody = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${await freePort()}?tls=false`);
  const options = { credentials };
  await expect(nobody.appendToStream(fresh('lost'), testEvent(1), options)).rejects.toBeInstanceOf(
    UnavailableError,
  );
  await expect(collect(nobody.readAll({ maxCount: 1 }))).rejects.toBeInstanceOf(UnavailableError);
  await expect(nobody.deleteStream(fresh('lost'))).rejects.toBeInstanceOf(UnavailableError);
  await nobody.dispose();
});

test('a read that is cancelled ends, and the connection serves on', async () => {
  const stream = fresh('long');
  await client.appendToStream(stream, testEvents(3_000));
  const read = client.readStream(stream);
  const ended = new Promise((resolve) => read.once('close', resolve));
  read.once('data', () => read.destroy());
  await ended;
  await expect(collect(client.readStream(stream, { maxCount: 1 }))).resolves.toHaveLength(1);
});

test('invalid-argument, by the client itself, for a revision that cannot be', async () => {
  for (const fromRevision of [-1n, 2n ** 64n])
    expect(() => client.readStream(fresh('any'), { fromRevision })).toThrow(InvalidArgumentError);
});
