import { expect, test } from '@jest/globals';
import {
  createEventFilter,
  type FilterSpec,
  InvalidFilter,
} from '../../../../embedded/event-store/reads/event-filter.ts';
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

test.each([
  ['(', 'not valid'],
  ['(?=a)', 'lookaround'],
  ['(?<!a)b', 'lookaround'],
  ['(a)\\1', 'backreferences'],
  ['x'.repeat(1_001), '1000 characters'],
  ['(abcd){1,1000}', 'too large'],
  ['(a{1,1000}){1,1000}', 'not valid'],
])('the pattern %s is refused', (regex, sentence) => {
  const filter = () => createEventFilter({ on: 'stream-name', regex, prefixes: [] });
  expect(filter).toThrow(InvalidFilter);
  expect(filter).toThrow(sentence);
});

test('more than a thousand prefixes are refused', () => {
  const prefixes = Array.from({ length: 1_001 }, (_, n) => `${n}-`);
  expect(() => createEventFilter({ on: 'event-type', regex: '', prefixes })).toThrow(InvalidFilter);
});

test.each(['^order-(\\d+)+$', '^(a|aa|\\d)+$', '(.*)*x', '^order-(.*.*.*)*!$', '\\b(\\d|\\w)*\\b!'])(
  'the pattern %s takes little time on any name',
  (regex) => {
    const filter = createEventFilter({ on: 'stream-name', regex, prefixes: [] });
    const stream = `order-${'1'.repeat(1_890)}y`;
    const event = { id: '', type: 'T', contentType: '', data: nothing, customMetadata: nothing };
    const long = encodeStoredEvent(event, { stream, revision: 0, position: 1, created: 0 });
    const startedAt = performance.now();
    for (let n = 0; n < 10; n += 1) expect(filter(long)).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  },
);
