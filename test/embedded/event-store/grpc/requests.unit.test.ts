import streams from '@eventstore/db-client/generated/streams_pb.js';
import { expect, test } from '@jest/globals';
import { proposedEventFrom } from '../../../../embedded/event-store/grpc/requests.ts';
import { part, proposed, uuid } from '../raw-client.ts';

test.each([
  [2, 0],
  [2, 1_000_000],
  [400_000, 600_000],
  [1_000_000, 2],
])(
  'an event of %d bytes of data and %d of metadata keeps no more than twice that of its message',
  (data, metadata) => {
    const message = proposed(uuid(), new Uint8Array(data).fill(1));
    message.setCustomMetadata(new Uint8Array(metadata).fill(2));
    const neverReadField = Buffer.from([0x7a, 0x80, 0x80, 0x80, 0x05]);
    const bulk = Buffer.alloc(10 * 1024 * 1024);
    const bytes = Buffer.concat([
      part(uuid(), 'bulky', true, [message]).serializeBinary(),
      neverReadField,
      bulk,
    ]);

    const [received] = streams.BatchAppendReq.deserializeBinary(bytes).getProposedMessagesList();
    if (!received) throw new Error('the message has no event');
    const event = proposedEventFrom(received);
    expect(Buffer.alloc(data, 1).equals(event.data)).toBe(true);
    expect(Buffer.alloc(metadata, 2).equals(event.customMetadata)).toBe(true);
    const kept = new Set([event.data.buffer, event.customMetadata.buffer]);
    const size = [...kept].reduce((sum, { byteLength }) => sum + byteLength, 0);
    expect(size).toBeLessThanOrEqual(2 * (data + metadata));
  },
);
