import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  eventIdKey,
  readUint64,
  revisionKey,
  uint64Key,
} from '../../../../embedded/event-store/storage/keys.ts';

const numbers = fc.oneof(fc.maxSafeNat(), fc.nat(300), fc.constantFrom(2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1));
const sign = (n: number) => Math.sign(n);

describe('uint64Key', () => {
  test('is read back', () => {
    fc.assert(fc.property(numbers, (n) => readUint64(uint64Key(n)) === n));
  });

  test('orders as numbers do', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => Buffer.compare(uint64Key(a), uint64Key(b)) === sign(a - b)),
    );
  });

  test('is eight bytes, big-endian', () => {
    expect(uint64Key(0x1_0000_0203).toString('hex')).toBe('0000000100000203');
  });

  test('takes what is beyond the safe integers as the largest of them', () => {
    expect(readUint64(uint64Key(2 ** 64))).toBe(Number.MAX_SAFE_INTEGER);
  });
});

test('revisionKey orders by stream, then by revision', () => {
  fc.assert(
    fc.property(numbers, numbers, numbers, numbers, (stream, revision, otherStream, otherRevision) => {
      const order = Buffer.compare(revisionKey(stream, revision), revisionKey(otherStream, otherRevision));
      return order === (sign(stream - otherStream) || sign(revision - otherRevision));
    }),
  );
});

test('eventIdKey is the stream id and the 16 bytes of the event id', () => {
  const key = eventIdKey(1, '019a0000-1111-7222-8333-444455556666');
  expect(key.toString('hex')).toBe('0000000000000001019a0000111172228333444455556666');
});
