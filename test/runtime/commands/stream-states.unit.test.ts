import { describe, expect, test } from '@jest/globals';
import type { EventLog } from '../../../src/core/ports.ts';
import { systemClock } from '../../../src/platform/system-clock.ts';
import { createStreamStates } from '../../../src/runtime/commands/stream-states.ts';
import { createMemoryEventLog } from '../../support/memory-event-log.ts';
import { testMetadata } from '../../support/test-context.ts';
import { uuid } from '../../support/uuid.ts';
import { tallyCatalog } from './engines.ts';
import { tallyStream } from './tally.ts';

/** An empty log, and how to write to it as a command does. */
function setUp() {
  const log = createMemoryEventLog(tallyCatalog);
  let commands = 0;
  const write = async (tallyId: string, by: number, commandId = uuid(++commands)) => {
    const stream = `tally-${tallyId}`;
    const before = (await log.readStream(stream)).length - 1;
    const data = { tallyId, by, at: '' };
    const meta = { ...testMetadata, commandId };
    const event = { id: uuid(500 + ++commands), type: 'TallyCounted', data, meta };
    const { position } = await log.append(stream, before, [event]);
    return { ...event, revision: before + 1, position };
  };
  return { log, write };
}

const forEver = Number.POSITIVE_INFINITY;
const [a, b] = [uuid(1), uuid(2)];

describe('eviction', () => {
  test('while a stream is read loses nothing', async () => {
    const { log, write } = setUp();
    let evict = async () => {};
    const slow: EventLog = {
      ...log,
      async readStream(...args) {
        const events = await log.readStream(...args);
        if (args[0] === `tally-${a}`) await evict();
        return events;
      },
    };
    const states = createStreamStates(slow, systemClock, { maxEvents: 4 });
    for (const by of [1, 2]) await write(a, by);
    await states.load(tallyStream, a, forEver);
    await write(a, 4);
    for (const by of [1, 1]) await write(b, by);
    evict = async () => void (await states.load(tallyStream, b, forEver));
    expect(await states.load(tallyStream, a, 0)).toMatchObject({ revision: 2, state: { total: 7 } });
  });

  test('between the decision and the append loses nothing', async () => {
    const { log, write } = setUp();
    const states = createStreamStates(log, systemClock, { maxEvents: 4 });
    for (const by of [1, 2]) await write(a, by);
    for (const by of [1, 1]) await write(b, by);
    const known = await states.load(tallyStream, a, forEver);
    await states.load(tallyStream, b, forEver);
    states.extend(tallyStream, a, known, [await write(a, 4)], systemClock.elapsed());
    expect(await states.load(tallyStream, a, forEver)).toMatchObject({ revision: 2, state: { total: 7 } });
  });

  test('keeps at most so many commands in all', async () => {
    const { log, write } = setUp();
    const reads: string[] = [];
    const looking: EventLog = {
      ...log,
      readStream(stream, ...rest) {
        reads.push(stream);
        return log.readStream(stream, ...rest);
      },
    };
    const states = createStreamStates(looking, systemClock, { maxEvents: 30 });
    const ids = Array.from({ length: 20 }, (_, n) => uuid(100 + n));
    for (const id of ids) {
      await write(id, 1);
      await states.load(tallyStream, id, forEver);
    }
    reads.length = 0;
    for (const id of ids.toReversed()) await states.load(tallyStream, id, forEver);
    expect(reads).toHaveLength(5);
  });
});

test('reads of one stream at the same time are one read, unless each has to be fresh', async () => {
  const { log, write } = setUp();
  await write(a, 1);
  let reads = 0;
  const looking: EventLog = {
    ...log,
    readStream(...args) {
      reads++;
      return log.readStream(...args);
    },
  };
  const states = createStreamStates(looking, systemClock);
  const load = (maxAgeMs: number) => Promise.all([1, 2, 3].map(() => states.load(tallyStream, a, maxAgeMs)));
  await load(forEver);
  expect(reads).toBe(1);
  for (const { state } of await load(0)) expect(state).toMatchObject({ total: 1 });
  expect(reads).toBe(4);
});

test('the newest 1,000 commands of a stream are remembered', async () => {
  const { log, write } = setUp();
  const states = createStreamStates(log, systemClock);
  const first = await write(a, 1);
  const second = await write(a, 1);
  await write(a, 1, second.meta.commandId);
  for (let n = 0; n < 999; n++) await write(a, 1);
  const { commands, revision } = await states.load(tallyStream, a, forEver);
  expect(revision).toBe(1001);
  expect(commands.size).toBe(1000);
  expect(commands.has(first.meta.commandId)).toBe(false);
  expect(commands.get(second.meta.commandId)).toMatchObject({ firstRevision: 1, lastRevision: 2 });
});

test('a fold that fails is repeated from the same place, and counts nothing twice', async () => {
  const { log, write } = setUp();
  let broken = true;
  const fragile = {
    ...tallyStream,
    evolve: {
      ...tallyStream.evolve,
      TallyRenamed: () => {
        if (broken) throw new Error('not yet');
        return { name: 'fine', total: 0, lastAt: '' };
      },
    },
  };
  const states = createStreamStates(log, systemClock);
  await states.load(fragile, a, forEver);
  const { meta } = await write(a, 1);
  const renamed = { id: uuid(3), type: 'TallyRenamed', data: { tallyId: a, name: 'x' }, meta: testMetadata };
  await log.append(`tally-${a}`, 0, [renamed]);
  await expect(states.load(fragile, a, 0)).rejects.toThrow('not yet');
  broken = false;
  const { commands, state } = await states.load(fragile, a, 0);
  expect(state).toMatchObject({ name: 'fine' });
  expect(commands.get(meta.commandId)).toMatchObject({ firstRevision: 0, lastRevision: 0 });
});
