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
/** After this, nothing is under way any more that began before the log was followed. */
const settledMs = 10_000;

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
  const states = createStreamStates(log, clock, undefined, true);
  const load = (maxAgeMs = 1000) => states.load(tallyStream, tallyId, maxAgeMs);
  let events = 0;
  const count = async (by: number) => {
    const data = { tallyId, by, at: '' };
    const meta = { ...testMetadata, commandId: uuid(100 + ++events) };
    const event = { id: uuid(500 + events), type: 'TallyCounted', data, meta };
    const revision = events - 2;
    const { position } = await memory.append(stream, revision, [event]);
    return { ...event, revision: revision + 1, position };
  };
  return {
    states,
    asked,
    load,
    count,
    pass: (ms: number) => {
      elapsed += ms;
    },
    /** Follows for as long as it takes until states can be confirmed. */
    async settle() {
      await load();
      elapsed += 1000;
      await load();
      elapsed += settledMs + 1000;
      await load();
      asked.reads = 0;
      asked.heads = 0;
    },
  };
}

test('one question confirms what is remembered, and nothing is read', async () => {
  const { asked, load, count, pass, settle } = setUp();
  await count(1);
  await settle();
  for (let second = 0; second < 5; second++) {
    pass(1000);
    expect(await load()).toMatchObject({ revision: 0, state: { total: 1 } });
    expect(await load()).toMatchObject({ revision: 0 });
  }
  expect(asked).toEqual({ reads: 0, heads: 5 });
});

test('what somebody else has written is read before the state is too old', async () => {
  const { asked, load, count, pass, settle } = setUp();
  await count(1);
  await settle();
  await count(2);
  pass(1000);
  expect(await load()).toMatchObject({ revision: 1, state: { total: 3 } });
  expect(asked.reads).toBe(1);
});

test('what this process writes is remembered, whoever hears of it first', async () => {
  const { states, asked, load, count, pass, settle } = setUp();
  await count(1);
  await settle();
  pass(1000);
  const known = await load();
  const event = await count(2);
  // The follower hears of it now.
  await load(Number.POSITIVE_INFINITY).catch(() => {});
  asked.reads = 0;
  states.extend(tallyStream, tallyId, known, [event]);
  expect(await load()).toMatchObject({ revision: 1, state: { total: 3 } });
  expect(asked.reads).toBe(0);
});

test('a state that was out of date when it was noted is not kept', async () => {
  const { states, load, count, pass, settle } = setUp();
  await count(1);
  await settle();
  pass(1000);
  const known = await load();
  const mine = await count(2);
  await count(4);
  pass(1000);
  await load();
  states.extend(tallyStream, tallyId, known, [mine]);
  expect(await load()).toMatchObject({ revision: 2, state: { total: 7 } });
});

test('a log that falls silent confirms nothing: streams are read', async () => {
  let silent = false;
  const { asked, load, count, pass, settle } = setUp((log) => ({
    async *subscribe(options) {
      for await (const batch of log.subscribe(options)) {
        if (silent) await new Promise(() => {});
        yield batch;
      }
    },
  }));
  await count(1);
  await settle();
  silent = true;
  await count(2);
  pass(1000);
  expect(await load()).toMatchObject({ revision: 1, state: { total: 3 } });
  expect(asked.reads).toBe(1);
});

test('always asks the stream itself where nothing remembered will do', async () => {
  const { asked, load, count, settle } = setUp();
  await count(1);
  await settle();
  await load(0);
  expect(asked.reads).toBe(1);
});
