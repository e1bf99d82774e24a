import { BACKWARDS, END, FORWARDS, type Position, START } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { collect, connectToEndpoint, fresh, testEvents } from './endpoint.ts';

const client = connectToEndpoint();
const RUN = fresh('all');
/** Positions of the events of this file, in order. */
const positions: Position[] = [];
beforeAll(async () => {
  for (let n = 0; n < 6; n += 1) {
    const { position } = await client.appendToStream(`${RUN}-${n % 2}`, testEvents(1));
    if (position) positions.push(position);
  }
});
afterAll(() => client.dispose());

const at = (n: number): Position => {
  const position = positions[n];
  if (!position) throw new Error('no position');
  return position;
};
/** Numbers of our events among what a read gives. */
const ours = async (options: Parameters<typeof client.readAll>[0]): Promise<number[]> => {
  const events = await collect(client.readAll(options));
  return events
    .filter(({ event }) => event?.streamId.startsWith(RUN))
    .map(({ event }) => positions.findIndex(({ commit }) => commit === event?.position?.commit));
};

describe('forwards', () => {
  test('from a position, included, in the order of the appends', async () => {
    expect(await ours({ fromPosition: at(2) })).toEqual([2, 3, 4, 5]);
  });

  test('at most so many', async () => {
    const events = await collect(client.readAll({ fromPosition: at(1), maxCount: 1 }));
    expect(events.map(({ event }) => event?.position)).toEqual([at(1)]);
  });

  test('from the start', async () => {
    const [first] = await collect(client.readAll({ fromPosition: START, maxCount: 1 }));
    expect(first?.event?.position?.commit).toBeLessThan(at(0).commit);
  });

  test('from the end', async () => {
    expect(await collect(client.readAll({ fromPosition: END, direction: FORWARDS }))).toEqual([]);
  });

  test('has no gap and no repetition from page to page', async () => {
    const whole = await collect(client.readAll({ fromPosition: at(0), maxCount: 6 }));
    const paged: typeof whole = [];
    let from = at(0);
    while (paged.length < 6) {
      const [next, beyond] = await collect(client.readAll({ fromPosition: from, maxCount: 2 }));
      if (next) paged.push(next);
      if (!beyond?.event?.position) break;
      from = beyond.event.position;
    }
    expect(paged.map(({ event }) => event?.id)).toEqual(
      whole.slice(0, paged.length).map(({ event }) => event?.id),
    );
  });
});

describe('backwards', () => {
  test('from a position, excluded', async () => {
    const [before] = await collect(
      client.readAll({ direction: BACKWARDS, fromPosition: at(3), maxCount: 1 }),
    );
    expect(before?.event?.position?.commit).toBeLessThan(at(3).commit);
    expect(before?.event?.position?.commit).toBeGreaterThanOrEqual(at(2).commit);
  });

  test('from the end, the last first', async () => {
    const { position } = await client.appendToStream(fresh('last'), testEvents(1));
    const events = await collect(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 20 }));
    const commits = events.map(({ event }) => event?.position?.commit ?? 0n);
    expect(commits).toEqual([...commits].sort((a, b) => (a > b ? -1 : 1)));
    expect(commits[0]).toBeGreaterThanOrEqual(position?.commit ?? 0n);
  });

  test('from the start', async () => {
    expect(await collect(client.readAll({ direction: BACKWARDS, fromPosition: START }))).toEqual([]);
  });
});

test('events that nobody here wrote are on it: those of the system', async () => {
  const events = await collect(client.readAll({ maxCount: 1_000 }));
  expect(events.some(({ event }) => event?.type.startsWith('$'))).toBe(true);
});
