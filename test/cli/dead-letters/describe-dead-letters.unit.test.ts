import { expect, test } from '@jest/globals';
import { describeLetters, describeParked } from '../../../src/cli/dead-letters/describe-dead-letters.ts';

const now = Date.parse('2026-02-01T12:00:00.000Z');
const letter = {
  revision: 4,
  eventId: '01900000-0000-7000-8000-000000000001',
  eventType: 'CheckInRecorded',
  position: { commit: '70', prepare: '69' },
  recordedAt: '2026-02-01T11:00:00.000Z',
  reason: 'Error: key_results: no row to update',
  parkedAt: '2026-02-01T11:00:01.000Z',
  discardedAt: null,
};
const stream = 'keyResult-01900000-0000-7000-8000-000000000002';
const parked = { projection: 'key-results', stream, events: 3, retryRequestedAt: null, first: letter };

test('parked streams with the reason of the first event, within 80 columns', () => {
  const long = { ...letter, reason: 'x'.repeat(200) };
  const page = {
    streams: [parked, { ...parked, retryRequestedAt: '2026-02-01T11:59:59.000Z', first: long }],
    total: { streams: 9, events: 1_234, retrying: 1 },
    nextCursor: 'more',
  };
  const lines = describeParked(page, now);
  expect(lines).toEqual([
    'PROJECTION   STREAM                                          EVENTS  SINCE',
    `key-results  ${stream}       3  60 min ago`,
    '  revision 4, CheckInRecorded: Error: key_results: no row to update',
    `key-results  ${stream}       3  60 min ago`,
    `  revision 4, CheckInRecorded: ${'x'.repeat(48)}…`,
    '  is about to be tried again',
    '',
    '1,234 events of 9 streams, 2 of them shown, counted for each projection.',
  ]);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});

test('the events of other streams are those of one projection', () => {
  const page = {
    streams: [parked],
    total: { streams: 1, events: 3, retrying: 0 },
    nextCursor: null,
  };
  expect(describeParked(page, now).at(-1)).toBe('3 events of 1 stream.');
});

test('nothing is set aside', () => {
  const page = { streams: [], total: { streams: 0, events: 0, retrying: 0 }, nextCursor: null };
  expect(describeParked(page, now)).toEqual(['Nothing is set aside.']);
});

test('the events of a stream, with what is in them where it is known', () => {
  const lines = describeLetters({
    projection: 'key-results',
    stream,
    events: 3,
    deadLetters: [
      { ...letter, payload: { value: '7' } },
      { ...letter, revision: 5, payload: null, discardedAt: '2026-02-01T11:30:00.000Z' },
      { ...letter, revision: 6 },
    ],
    nextRevision: 9,
  });
  expect(lines.slice(0, 10)).toEqual([
    `key-results, ${stream}: 3 events set aside`,
    '',
    'revision 4  CheckInRecorded',
    '  reason    Error: key_results: no row to update',
    '  recorded  2026-02-01T11:00:00.000Z, position 70/69',
    '  parked    2026-02-01T11:00:01.000Z',
    '  event id  01900000-0000-7000-8000-000000000001',
    '  payload   {',
    '              "value": "7"',
    '            }',
  ]);
  expect(lines).toContain('  payload   cannot be read');
  expect(lines).toContain('  discarded 2026-02-01T11:30:00.000Z');
  expect(lines.filter((line) => line.startsWith('  payload'))).toHaveLength(2);
  expect(lines.at(-1)).toBe('There are more: --from 9 shows them.');
});
