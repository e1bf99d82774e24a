import {
  type EventStoreDBClient,
  type RecordedEvent,
  START,
  StreamDeletedError,
  StreamNotFoundError,
} from '@eventstore/db-client';
import { jsonSize } from './json-size.ts';
import { readEach } from './read-each.ts';

interface Extent {
  /** Revision of the first one. */
  readonly from?: number | undefined;
  /** Most events. */
  readonly limit?: number | undefined;
  /** The read ends with the event that brings the payloads to so many bytes, about. */
  readonly bytes?: number | undefined;
}

/** Events of a stream in order, as they are stored; none where there is no stream. */
export async function readStream(
  client: EventStoreDBClient,
  stream: string,
  { from = 0, limit = Number.MAX_SAFE_INTEGER, bytes = Number.POSITIVE_INFINITY }: Extent,
  signal: AbortSignal,
): Promise<RecordedEvent[]> {
  const fromRevision = from === 0 ? START : BigInt(from);
  const found: RecordedEvent[] = [];
  const enough = new AbortController();
  let size = 0;
  const take = (event: RecordedEvent | undefined) => {
    // Some were on their way already.
    if (!event || enough.signal.aborted) return;
    found.push(event);
    if (bytes === Number.POSITIVE_INFINITY) return;
    size += jsonSize(event.data);
    if (size >= bytes) enough.abort();
  };
  try {
    const reading = client.readStream(stream, { fromRevision, maxCount: limit });
    await readEach(reading, AbortSignal.any([signal, enough.signal]), ({ event }) => take(event));
  } catch (error) {
    if (!(error instanceof StreamNotFoundError || error instanceof StreamDeletedError)) throw error;
  }
  return found;
}
