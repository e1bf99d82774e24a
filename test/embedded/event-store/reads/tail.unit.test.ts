import { describe, expect, test } from '@jest/globals';
import { createTail } from '../../../../embedded/event-store/reads/tail.ts';

const events = (from: number, count: number, size = 10) =>
  Array.from({ length: count }, (_, i) => Buffer.alloc(size, String(from + i)));
const positions = (entries: readonly { position: number }[] | undefined) =>
  entries?.map(({ position }) => position);

describe('the tail of the log', () => {
  test('knows nothing of what came before it', () => {
    const tail = createTail();
    expect(tail.after(0)).toBeUndefined();
    tail.add(events(8, 2), 9);
    expect(tail.after(6)).toBeUndefined();
    expect(positions(tail.after(7))).toEqual([8, 9]);
  });

  test('answers what is behind a position, in order, with its bytes', () => {
    const tail = createTail();
    tail.add(events(1, 2), 2);
    tail.add(events(3, 3), 5);
    expect(tail.after(0)).toEqual(events(1, 5).map((stored, i) => ({ at: i + 1, position: i + 1, stored })));
    expect(positions(tail.after(3))).toEqual([4, 5]);
    expect(positions(tail.after(5))).toEqual([]);
  });

  test.each([
    ['events', 1, 5_000, 1_024],
    ['bytes', 100_000, 200, 41],
  ])('is bounded in %s', (_, size, count, most) => {
    const tail = createTail();
    for (let head = 1; head <= count; head++) tail.add(events(head, 1, size), head);
    expect(tail.after(count - most - 1)).toBeUndefined();
    expect(positions(tail.after(count - 3))).toEqual([count - 2, count - 1, count]);
  });

  test('of one event larger than it is empty', () => {
    const tail = createTail();
    tail.add(events(1, 1, 5 * 1024 * 1024), 1);
    expect(tail.after(0)).toBeUndefined();
    tail.add(events(2, 1), 2);
    expect(positions(tail.after(1))).toEqual([2]);
  });
});
