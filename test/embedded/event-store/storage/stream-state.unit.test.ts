import { describe, expect, test } from '@jest/globals';
import {
  firstVisibleRevision,
  isSoftDeleted,
  SOFT_DELETED,
  withMetadata,
} from '../../../../embedded/event-store/storage/stream-state.ts';

const state = { id: 1, last: 9 };

describe('withMetadata', () => {
  test('takes $maxCount, $maxAge and $tb, and forgets what is no longer said', () => {
    const first = withMetadata(state, Buffer.from('{"$maxCount":3,"$maxAge":60,"$tb":2,"owner":"me"}'));
    expect(first).toEqual({ id: 1, last: 9, maxCount: 3, maxAge: 60, truncateBefore: 2 });
    expect(withMetadata(first, Buffer.from('{"$tb":4}'))).toEqual({ id: 1, last: 9, truncateBefore: 4 });
  });

  test.each([
    '',
    'not json',
    'null',
    '[]',
    '{"$maxCount":"3","$tb":2}',
    '{"$maxCount":2.5,"$tb":2}',
    '{"$maxCount":null,"$tb":2}',
    '{"$maxCount":3,"$maxAge":1e12}',
    '{"$maxCount":3,"$tb":1e19}',
    '{"$maxCount":3,"$cacheControl":"soon"}',
    '{"$maxCount":3,"$acl":5}',
    '{"$maxCount":3,"$acl":{"$r":"ops","$x":[]}}',
  ])('makes nothing of %j', (data) => {
    expect(withMetadata({ ...state, maxCount: 3 }, Buffer.from(data))).toEqual(state);
  });

  test.each(['"$maxCount":0', '"$maxCount":-1', '"$maxAge":0', '"$maxAge":-60', '"$tb":-1'])(
    'takes no limit from %s, but the others',
    (limit) => {
      const data = `{"$acl":{"$r":["ops"],"$w":"$all"},"$cacheControl":5,${limit}}`;
      expect(withMetadata(state, Buffer.from(data))).toEqual(state);
      const other = limit.startsWith('"$tb"') ? '"$maxCount":3' : '"$tb":2';
      const one = other.startsWith('"$tb"') ? { truncateBefore: 2 } : { maxCount: 3 };
      expect(withMetadata(state, Buffer.from(`{${limit},${other}}`))).toEqual({ ...state, ...one });
    },
  );

  test('does not bring a tombstoned stream back', () => {
    expect(withMetadata({ ...state, deleted: true }, Buffer.from('{}'))).toEqual({ ...state, deleted: true });
  });
});

test('a stream is soft-deleted when $tb is 2^63 - 1', () => {
  expect(isSoftDeleted(withMetadata(state, Buffer.from(`{"$tb":${SOFT_DELETED}}`)))).toBe(true);
  expect(isSoftDeleted(withMetadata(state, Buffer.from('{"$tb":10}')))).toBe(false);
});

test.each([
  [{}, 's', 0],
  [{ maxCount: 4 }, 's', 6],
  [{ maxCount: 20 }, 's', 0],
  [{ truncateBefore: 8 }, 's', 8],
  [{ maxCount: 4, truncateBefore: 2 }, 's', 6],
  [{}, '$$s', 9],
  [{ maxCount: 2 }, '$$s', 8],
])('with %j the first visible revision of %s is %d', (metadata, name, first) => {
  expect(firstVisibleRevision({ ...state, ...metadata }, name)).toBe(first);
});
