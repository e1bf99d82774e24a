import streams from '@eventstore/db-client/generated/streams_pb.js';
import { expect, test } from '@jest/globals';
import { eventSize, proposedEventsFrom } from '../../../../embedded/event-store/grpc/requests.ts';
import { part, proposed, uuid } from '../raw-client.ts';

/** A field that nobody reads, and how it begins. */
const unread = (bytes: number) => {
  const length = [0, 7, 14, 21].map((shift) => ((bytes >> shift) & 0x7f) | (shift < 21 ? 0x80 : 0));
  return Buffer.concat([Buffer.from([0x7a, ...length]), Buffer.alloc(bytes)]);
};

test.each([
  [2, 0, 10_000_000],
  [0, 2, 10_000_000],
  [400_000, 600_000, 10_000_000],
  [1_000_000, 2, 10_000_000],
  [150_000, 0, 1_000],
])(
  'events of %d bytes of data and %d of metadata do not keep %d bytes around them',
  (data, metadata, bulk) => {
    const sent = [1, 2].map((fill) =>
      proposed(uuid(), Buffer.alloc(data, fill)).setCustomMetadata(Buffer.alloc(metadata, fill + 2)),
    );
    const bytes = Buffer.concat([part(uuid(), 'bulky', true, sent).serializeBinary(), unread(bulk)]);
    const received = streams.BatchAppendReq.deserializeBinary(bytes).getProposedMessagesList();
    const events = proposedEventsFrom(received);

    for (const [n, event] of events.entries()) {
      expect(Buffer.alloc(data, n + 1).equals(event.data)).toBe(true);
      expect(Buffer.alloc(metadata, n + 3).equals(event.customMetadata)).toBe(true);
    }
    const buffers = new Set(events.flatMap((event) => [event.data.buffer, event.customMetadata.buffer]));
    const kept = [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
    expect(kept).toBeLessThanOrEqual(2 * events.reduce((sum, event) => sum + eventSize(event), 0));
  },
);
