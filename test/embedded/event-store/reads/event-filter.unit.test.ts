import { expect, test } from '@jest/globals';
import { createEventFilter, type FilterSpec } from '../../../../embedded/event-store/reads/event-filter.ts';
import { encodeStoredEvent } from '../../../../embedded/event-store/storage/stored-event.ts';

const nothing = new Uint8Array(0);
const stored = encodeStoredEvent(
  {
    id: '',
    type: 'CheckInRecorded',
    contentType: 'application/json',
    data: nothing,
    customMetadata: nothing,
  },
  { stream: 'keyResult-1', revision: 0, position: 1, created: 0 },
);

test.each<[FilterSpec, boolean]>([
  [{ on: 'stream-name', regex: '', prefixes: ['objective-', 'keyResult-'] }, true],
  [{ on: 'stream-name', regex: '', prefixes: ['Result'] }, false],
  [{ on: 'stream-name', regex: 'Result-\\d', prefixes: [] }, true],
  [{ on: 'stream-name', regex: '^Result', prefixes: [] }, false],
  [{ on: 'event-type', regex: '', prefixes: ['CheckIn'] }, true],
  [{ on: 'event-type', regex: '', prefixes: ['keyResult'] }, false],
  [{ on: 'event-type', regex: '^[^$].*', prefixes: [] }, true],
  [{ on: 'event-type', regex: '^\\$', prefixes: [] }, false],
])('%j: %s', (spec, matches) => {
  const filter = createEventFilter(spec);
  expect([filter(stored), filter(stored)]).toEqual([matches, matches]);
});

test('an invalid pattern throws', () => {
  expect(() => createEventFilter({ on: 'stream-name', regex: '(', prefixes: [] })).toThrow(SyntaxError);
});
