import { randomUUID } from 'node:crypto';
import {
  binaryEvent,
  EventStoreDBClient,
  type JSONEventType,
  jsonEvent,
  type Position,
} from '@eventstore/db-client';

type TestEvent = JSONEventType<string, { n: number }>;

/**
 * A client of the server that is judged. Others may use it too: names are fresh, `$all` is never empty.
 * @param options of the connection string
 */
export function connectToEndpoint(options: Record<string, string> = {}): EventStoreDBClient {
  const url = process.env.TEST_CONFORMANCE_URL;
  if (!url) throw new Error('TEST_CONFORMANCE_URL is missing: Jest has not started the server');
  const address = new URL(url);
  for (const [name, value] of Object.entries(options)) address.searchParams.set(name, value);
  return EventStoreDBClient.connectionString(address.href);
}

/** Those a new server of the real kind has; one without authentication ignores them. */
export const credentials = { username: 'admin', password: 'changeit' };

/** A stream name that nobody has used. */
export function fresh(what: string): string {
  return `${what}-${randomUUID()}`;
}

export function testEvent(n: number, type = 'Tested', id: string = randomUUID()) {
  return jsonEvent<TestEvent>({ id, type, data: { n } });
}

export function testEvents(count: number, type?: string) {
  return Array.from({ length: count }, (_, n) => testEvent(n, type));
}

/** An event that stands for another, `revision@stream`. */
export function linkTo(target: string) {
  return binaryEvent({ type: '$>', data: new Uint8Array(Buffer.from(target)) });
}

/** Everything an iterable gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Where the log is now: the position of an event that nobody else knows. */
export async function positionNow(client: EventStoreDBClient): Promise<Position> {
  const { position } = await client.appendToStream(fresh('here'), testEvent(0));
  if (!position) throw new Error('an append has no position');
  return position;
}

/** A new stream with so many events. Answers its name. */
export async function existing(client: EventStoreDBClient, count = 3): Promise<string> {
  const stream = fresh('stream');
  await client.appendToStream(stream, testEvents(count));
  return stream;
}

/** Revisions of the events that a reader of the stream sees, in order. */
export async function revisionsOf(client: EventStoreDBClient, stream: string): Promise<number[]> {
  const found = await collect(client.readStream(stream));
  return found.map(({ event }) => Number(event?.revision));
}
