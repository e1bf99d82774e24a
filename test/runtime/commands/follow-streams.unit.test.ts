import { expect, test } from '@jest/globals';
import type { Clock, EventLog } from '../../../src/core/ports.ts';
import { systemClock } from '../../../src/platform/system-clock.ts';
import { createStreamStates } from '../../../src/runtime/commands/stream-states.ts';
import { createMemoryEventLog } from '../../support/memory-event-log.ts';
import { testMetadata } from '../../support/test-context.ts';
import { uuid } from '../../support/uuid.ts';
import { tallyCatalog } from './engines.ts';
import { tallyStream } from './tally.ts';

const tallyId = uuid(1);
const stream = `tally-${tallyId}`;
const maxAge = 1000;

/** States that follow a log, on a clock that stands still until a test moves it. */
function setUp(around: (log: EventLog) => Partial<EventLog> = () => ({})) {
  const memory = createMemoryEventLog(tallyCatalog);
  const outer = { ...memory, ...around(memory) };
  const asked = { reads: 0, heads: 0 };
  const log: EventLog = {
    ...outer,
    readStream(...args) {
      asked.reads += 1;
      return outer.readStream(...args);
    },
    head() {
      asked.heads += 1;
      return outer.head();
    },
  };
  let elapsed = 0;
  const clock: Clock = { ...systemClock, elapsed: () => elapsed };
  const states = createStreamStates(log, clock, { followed: ['tally'] });
  const load = (maxAgeMs = maxAge) => states.load(tallyStream, tallyId, maxAgeMs);
  let events = 0;
  return {
    states,
    asked,
    load,
    elapsed: clock.elapsed,
    /** Somebody, this process or another one, appends an event. */
    async count(by: number) {
      const data = { tallyId, by, at: '' };
      const meta = { ...testMetadata, commandId: uuid(100 + ++events) };
      const event = { id: uuid(500 + events), type: 'TallyCounted', data, meta };
      const revision = events - 2;
      const { position } = await memory.append(stream, revision, [event]);
      return { ...event, revision: revision + 1, position };
    },
    /** Lets time pass, and what is under way come to its end. */
    async pass(ms: number) {
      elapsed += ms;
      await new Promise(setImmediate);
    },
    /** Begins to follow, and has the state confirmed after that. */
    async follow() {
      await load();
      await this.pass(maxAge);
      await load();
      await this.pass(maxAge);
      await load();
      asked.reads = 0;
      asked.heads = 0;
    },
  };
}

test('one question now and then confirms what is remembered, and nothing is read', async () => {
  const it = setUp();
  await it.count(1);
  await it.follow();
  for (let quarter = 0; quarter < 20; quarter++) {
    await it.pass(250);
    for (let again = 0; again < 3; again++) {
      expect(await it.load()).toMatchObject({ revision: 0, state: { total: 1 } });
    }
  }
  expect(it.asked.reads).toBe(0);
  expect(it.asked.heads).toBeLessThanOrEqual(20);
});

test('what somebody else has written is read once it is observed', async () => {
  const it = setUp();
  await it.count(1);
  await it.follow();
  await it.count(2);
  await it.pass(0);
  expect(await it.load()).toMatchObject({ revision: 1, state: { total: 3 } });
  expect(it.asked.reads).toBe(1);
});

test('what this process writes is remembered, whoever hears of it first', async () => {
  const it = setUp();
  await it.count(1);
  await it.follow();
  const known = await it.load();
  const askedAt = it.elapsed();
  const event = await it.count(2);
  await it.pass(0);
  it.states.extend(tallyStream, tallyId, known, [event], askedAt);
  expect(await it.load()).toMatchObject({ revision: 1, state: { total: 3 } });
  expect(it.asked.reads).toBe(0);
});

test('a state that was out of date when it was noted is not kept', async () => {
  const it = setUp();
  await it.count(1);
  await it.follow();
  const known = await it.load();
  const askedAt = it.elapsed();
  const mine = await it.count(2);
  await it.count(4);
  await it.pass(0);
  it.states.extend(tallyStream, tallyId, known, [mine], askedAt);
  expect(await it.load()).toMatchObject({ revision: 2, state: { total: 7 } });
});

test('a follower that hears nothing confirms nothing: streams are read', async () => {
  let silent = false;
  const it = setUp((log) => ({
    async *subscribe(options) {
      for await (const batch of log.subscribe(options)) {
        if (silent) await new Promise(() => {});
        yield batch;
      }
    },
  }));
  await it.count(1);
  await it.follow();
  silent = true;
  await it.count(2);
  await it.pass(250);
  await it.load();
  await it.pass(maxAge);
  expect(await it.load()).toMatchObject({ revision: 1, state: { total: 3 } });
  expect(it.asked.reads).toBe(1);
});

test('a follower that has ended starts anew, and trusts only what was confirmed since', async () => {
  let end = () => {};
  const it = setUp((log) => ({
    async *subscribe(options) {
      const ended = new Promise<IteratorResult<never>>((resolve) => {
        end = () => resolve({ done: true, value: undefined });
      });
      const batches = log.subscribe(options)[Symbol.asyncIterator]();
      for (;;) {
        const next = await Promise.race([batches.next(), ended]);
        if (next.done) return;
        yield next.value;
      }
    },
  }));
  await it.count(1);
  await it.follow();
  end();
  await it.pass(0);
  await it.count(2);
  await it.pass(maxAge);
  expect(await it.load()).toMatchObject({ revision: 1, state: { total: 3 } });
  await it.follow();
  await it.pass(500);
  await it.load();
  await it.pass(500);
  await it.load();
  expect(it.asked.reads).toBe(0);
});

test('always asks the stream itself where nothing remembered will do', async () => {
  const it = setUp();
  await it.count(1);
  await it.follow();
  await it.load(0);
  expect(it.asked.reads).toBe(1);
});
