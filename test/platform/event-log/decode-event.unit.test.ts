import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { defineEvents } from '../../../src/core/define-events.ts';
import { createEventCatalog, UndecodableEventError } from '../../../src/core/event-catalog.ts';
import { decodeEvent, decodeLogged } from '../../../src/platform/event-log/decode-event.ts';
import { testMetadata } from '../../support/test-context.ts';
import { uuid } from '../../support/uuid.ts';

const events = defineEvents('thing', { ThingMade: z.strictObject({ size: z.int() }) });
const catalog = createEventCatalog(
  [events],
  [
    {
      type: 'ThingMade',
      from: 1,
      upcast(data) {
        if (typeof data.length !== 'number') throw new TypeError(`what is ${JSON.stringify(data)}`);
        return { size: data.length };
      },
    },
  ],
);

const stored = (
  data: Record<string, unknown>,
  metadata: Record<string, unknown>,
): AllStreamRecordedEvent => ({
  id: uuid(1),
  type: 'ThingMade',
  streamId: 'thing-1',
  revision: 7n,
  position: { commit: 12n, prepare: 11n },
  created: new Date('2026-02-10T09:00:00.123Z'),
  isJson: true,
  data,
  metadata,
});

const meta = (schemaVersion: number) => ({ ...testMetadata, schemaVersion });

test('an event comes as the log has it, with the payload of today', () => {
  expect(decodeEvent(catalog, stored({ length: 3 }, meta(1)))).toEqual({
    id: uuid(1),
    type: 'ThingMade',
    data: { size: 3 },
    meta: meta(1),
    stream: 'thing-1',
    revision: 7,
    position: { commit: 12n, prepare: 11n },
    recordedAt: '2026-02-10T09:00:00.123Z',
  });
});

test('an upcaster that fails makes the event undecodable, and its words are kept out', () => {
  const event = stored({ email: 'person@example.com' }, meta(1));
  expect(() => decodeEvent(catalog, event)).toThrow(UndecodableEventError);
  const logged = decodeLogged(catalog, event);
  expect(logged).toMatchObject({ ok: false, event: { type: 'ThingMade', revision: 7, stream: 'thing-1' } });
  expect(logged).toMatchObject({ event: { error: expect.not.stringContaining('person') } });
});

describe('metadata', () => {
  test.each(Object.keys(testMetadata))('without %s is incomplete', (name) => {
    const { [name]: _left, ...rest }: Record<string, unknown> = meta(2);
    expect(() => decodeEvent(catalog, stored({ size: 3 }, rest))).toThrow(
      'metadata is missing or incomplete',
    );
  });

  test.each([
    ['actor', 'user'],
    ['actor', { type: 'user' }],
    ['requestId', null],
    ['schemaVersion', '2'],
  ])('with %s %j is incomplete', (name, value) => {
    const event = stored({ size: 3 }, { ...meta(2), [name]: value });
    expect(decodeLogged(catalog, event)).toMatchObject({ ok: false });
  });
});
