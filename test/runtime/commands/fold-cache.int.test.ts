import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Clock } from '../../../src/core/ports.ts';
import { systemClock } from '../../../src/platform/system-clock.ts';
import { uuid } from '../../support/uuid.ts';
import { refusal, startEngines } from './engines.ts';
import { count, countLike, openTally, renameTally } from './tally.ts';

let engines: Awaited<ReturnType<typeof startEngines>>;
beforeAll(async () => {
  engines = await startEngines();
});
afterAll(() => engines.stop());

/** A clock whose `elapsed` stands still until a test moves it. */
function handClock(): Clock & { pass(ms: number): void } {
  let elapsed = 0;
  return {
    ...systemClock,
    elapsed: () => elapsed,
    pass(ms) {
      elapsed += ms;
    },
  };
}

describe('a known stream', () => {
  test('is decided on and extended without a read', async () => {
    const { issue, asked } = engines.engine();
    const tallyId = await engines.opened();
    await issue(count, { tallyId, by: 1 });
    expect(asked.reads).toEqual([`tally-${tallyId}`]);
    for (const by of [2, 3]) await issue(count, { tallyId, by });
    expect(asked.reads).toHaveLength(1);
    expect(await issue(count, { tallyId, by: -6 })).toMatchObject({ revision: 4, replayed: false });
    expect(asked).toMatchObject({ reads: { length: 1 }, appends: { length: 4 } });
  });

  test('is not read even the first time by the engine that made it', async () => {
    const { issue, asked } = engines.engine();
    const tallyId = uuid(1);
    await issue(openTally, { tallyId, name: 'mine' });
    asked.reads.length = 0;
    await issue(count, { tallyId, by: 1 });
    expect(asked.reads).toEqual([]);
  });

  test('is caught up from where it was known when another process wrote', async () => {
    const tails: number[] = [];
    const here = engines.engine({
      around: (log) => ({
        readStream(stream, from = 0, ...rest) {
          tails.push(from);
          return log.readStream(stream, from, ...rest);
        },
      }),
    });
    const there = engines.engine();
    const tallyId = await engines.opened();
    await here.issue(count, { tallyId, by: 1 });
    await there.issue(count, { tallyId, by: 10 });
    expect(await here.issue(count, { tallyId, by: -11 })).toMatchObject({ revision: 3 });
    expect(tails).toEqual([0, 2]);
  });
});

describe('what is decided on remembered state', () => {
  test('is decided again on fresh state where it is a refusal', async () => {
    const [here, there] = [engines.engine(), engines.engine()];
    const tallyId = await engines.opened();
    await here.issue(count, { tallyId, by: 1 });
    await there.issue(count, { tallyId, by: 10 });
    expect(await here.issue(count, { tallyId, by: -5 })).toMatchObject({ revision: 3 });
    expect(await refusal(here.issue(count, { tallyId, by: -50 }))).toMatchObject({ code: 'RULE_VIOLATED' });
  });

  test('is decided again on fresh state where it is nothing', async () => {
    const [here, there] = [engines.engine(), engines.engine()];
    const tallyId = await engines.opened('first');
    await here.issue(count, { tallyId, by: 1 });
    await there.issue(renameTally, { tallyId, name: 'second' });
    const renamed = await here.issue(renameTally, { tallyId, name: 'first' });
    expect(renamed).toMatchObject({ revision: 3, events: [{ type: 'TallyRenamed' }] });
    const again = await here.issue(renameTally, { tallyId, name: 'first' });
    expect(again).toMatchObject({ revision: 3, events: [], position: renamed.position });
  });

  test('is decided again where another process has made the stream meanwhile', async () => {
    const [here, there] = [engines.engine(), engines.engine()];
    const tallyId = uuid(2);
    const missing = await refusal(here.issue(count, { tallyId, by: 1 }));
    await there.issue(openTally, { tallyId, name: 'new' });
    expect(missing.code).toBe('NOT_FOUND');
    expect(await here.issue(count, { tallyId, by: 1 })).toMatchObject({ revision: 1 });
  });
});

describe('the state of another stream, as a fact', () => {
  test('is read once a second, not for every command', async () => {
    const clock = handClock();
    const [here, there] = [engines.engine({ clock }), engines.engine()];
    const [tallyId, likeId] = [await engines.opened(), await engines.opened()];
    await there.issue(count, { tallyId: likeId, by: 5 });
    const like = async () => {
      const { events } = await here.issue(countLike, { tallyId, likeId });
      return events;
    };
    const reads = () => here.asked.reads.filter((stream) => stream === `tally-${likeId}`).length;

    expect(await like()).toMatchObject([{ data: { by: 5 } }]);
    await there.issue(count, { tallyId: likeId, by: 2 });
    clock.pass(999);
    expect(await like()).toMatchObject([{ data: { by: 5 } }]);
    expect(reads()).toBe(1);
    clock.pass(1);
    expect(await like()).toMatchObject([{ data: { by: 7 } }]);
    expect(reads()).toBe(2);
  });

  test('has what this process wrote at once', async () => {
    const { issue } = engines.engine({ clock: handClock() });
    const [tallyId, likeId] = [await engines.opened(), await engines.opened()];
    for (const total of [1, 2, 3]) {
      await issue(count, { tallyId: likeId, by: 1 });
      expect(await issue(countLike, { tallyId, likeId })).toMatchObject({
        events: [{ data: { by: total } }],
      });
    }
  });

  test('is read again before it is the reason for a refusal', async () => {
    const [here, there] = [engines.engine({ clock: handClock() }), engines.engine()];
    const [tallyId, likeId] = [await engines.opened(), await engines.opened()];
    const refused = await refusal(here.issue(countLike, { tallyId, likeId }));
    expect(refused).toMatchObject({ code: 'RULE_VIOLATED', details: [{ field: 'likeId' }] });
    await there.issue(count, { tallyId: likeId, by: 4 });
    expect(await here.issue(countLike, { tallyId, likeId })).toMatchObject({ events: [{ data: { by: 4 } }] });
  });

  test('is nothing where the stream is missing or foreign', async () => {
    const { issue } = engines.engine();
    const foreign = { context: { organizationId: uuid(800) } };
    const [tallyId, likeId] = [await engines.opened(), uuid(3)];
    await issue(openTally, { tallyId: likeId, name: 'theirs' }, foreign);
    await issue(count, { tallyId: likeId, by: 4 }, foreign);
    for (const other of [likeId, uuid(4)]) {
      expect(await refusal(issue(countLike, { tallyId, likeId: other }))).toMatchObject({
        code: 'RULE_VIOLATED',
      });
    }
  });
});
