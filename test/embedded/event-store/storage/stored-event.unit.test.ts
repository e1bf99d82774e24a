import streams from '@eventstore/db-client/generated/streams_pb.js';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  createdOf,
  dataOf,
  encodeStoredEvent,
  eventIdOf,
  eventTypeOf,
  isLink,
  placeOf,
  readRespOf,
  resolvedReadResp,
  streamNameOf,
} from '../../../../embedded/event-store/storage/stored-event.ts';

const CREATED = 1_767_225_600_123;
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 50 }),
  fc.uint8Array({ minLength: 16_300, maxLength: 16_500 }),
);
const text = fc.string({ minLength: 1, maxLength: 100, unit: 'grapheme' });
const events = fc.record({
  id: fc.uuid(),
  type: text,
  contentType: text,
  data: bytes,
  customMetadata: bytes,
});
const places = fc.record({
  stream: text,
  revision: fc.maxSafeNat(),
  position: fc.maxSafeNat(),
  created: fc.constant(CREATED),
});

const decode = (message: Buffer) => streams.ReadResp.deserializeBinary(message).getEvent();

describe('encodeStoredEvent', () => {
  test('what the generated code decodes is what was encoded', () => {
    fc.assert(
      fc.property(events, places, (event, place) => {
        const readEvent = decode(readRespOf(encodeStoredEvent(event, place)));
        const record = readEvent?.getEvent();
        expect(readEvent?.getCommitPosition()).toBe(String(place.position));
        expect(readEvent?.hasLink()).toBe(false);
        expect(record?.getId()?.getString()).toBe(event.id);
        expect(Buffer.from(record?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString()).toBe(
          place.stream,
        );
        expect(record?.getStreamRevision()).toBe(String(place.revision));
        expect(record?.getCommitPosition()).toBe(String(place.position));
        expect(record?.getPreparePosition()).toBe(String(place.position));
        expect(Object.fromEntries(record?.getMetadataMap().toObject() ?? [])).toEqual({
          type: event.type,
          'content-type': event.contentType,
          created: `${CREATED}0000`,
        });
        expect(Buffer.compare(record?.getData_asU8() ?? Buffer.from('-'), event.data)).toBe(0);
        expect(
          Buffer.compare(record?.getCustomMetadata_asU8() ?? Buffer.from('-'), event.customMetadata),
        ).toBe(0);
      }),
    );
  });

  test('its parts are found without decoding it', () => {
    fc.assert(
      fc.property(events, places, (event, place) => {
        const stored = encodeStoredEvent(event, place);
        expect(streamNameOf(stored)).toBe(place.stream);
        expect(eventTypeOf(stored)).toBe(event.type);
        expect(eventIdOf(stored)).toBe(event.id);
        expect(placeOf(stored)).toEqual({ revision: place.revision, position: place.position });
        expect(createdOf(stored)).toBe(CREATED);
        expect(Buffer.compare(dataOf(stored), event.data)).toBe(0);
      }),
    );
  });

  test('the revision of a tombstone is 2^63 - 1', () => {
    const event = {
      id: '',
      type: 't',
      contentType: 'c',
      data: Buffer.alloc(0),
      customMetadata: Buffer.alloc(0),
    };
    const place = { stream: 's', revision: Number.MAX_VALUE, position: 1, created: CREATED };
    const stored = encodeStoredEvent(event, place);
    expect(placeOf(stored)).toEqual({ revision: Number.MAX_SAFE_INTEGER, position: 1 });
    const record = decode(readRespOf(stored))?.getEvent();
    expect(record?.getStreamRevision()).toBe('9223372036854775807');
  });
});

test('a resolved link holds both records and its own position', () => {
  fc.assert(
    fc.property(events, places, events, places, (event, place, linkEvent, linkPlace) => {
      const target = encodeStoredEvent(event, place);
      const link = encodeStoredEvent({ ...linkEvent, type: '$>' }, linkPlace);
      expect([isLink(link), isLink(target)]).toEqual([true, event.type === '$>']);
      const both = decode(resolvedReadResp(link, target, linkPlace.position));
      expect(both?.getEvent()?.toObject()).toEqual(decode(readRespOf(target))?.getEvent()?.toObject());
      expect(both?.getLink()?.toObject()).toEqual(decode(readRespOf(link))?.getEvent()?.toObject());
      expect(both?.getCommitPosition()).toBe(String(linkPlace.position));
      const alone = decode(resolvedReadResp(link, undefined, linkPlace.position));
      expect(alone?.hasEvent()).toBe(false);
      expect(alone?.getLink()?.toObject()).toEqual(both?.getLink()?.toObject());
    }),
    { numRuns: 30 },
  );
});
