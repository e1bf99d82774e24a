import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 } from 'uuid';
import type { CommandOutcome } from '../../../src/runtime/commands/command-outcome.ts';
import { testContext } from '../../support/test-context.ts';
import { refusal, startEngines } from './engines.ts';
import { count, countTwice, openTally } from './tally.ts';

let engines: Awaited<ReturnType<typeof startEngines>>;
beforeAll(async () => {
  engines = await startEngines();
});
afterAll(() => engines.stop());

const stored = async (tallyId: string) => engines.log.readStream(`tally-${tallyId}`);

/** What a replay must repeat. */
const answer = ({ revision, position, events, streamId }: CommandOutcome) => {
  return { revision, position, events, streamId };
};

describe('the same command again', () => {
  test('gets the first answer, and appends nothing', async () => {
    const { issue } = engines.engine();
    const tallyId = await engines.opened();
    const commandId = v7();
    const first = await issue(countTwice, { tallyId, by: 2 }, { commandId });
    await issue(count, { tallyId, by: 1 });
    const again = await issue(countTwice, { tallyId, by: 2 }, { commandId });
    expect(first).toMatchObject({ replayed: false, revision: 2 });
    expect(again).toEqual({ ...answer(first), replayed: true });
    expect(await stored(tallyId)).toHaveLength(4);
  });

  test('gets it after a restart', async () => {
    const tallyId = await engines.opened();
    const commandId = v7();
    const first = await engines.engine().issue(count, { tallyId, by: 2 }, { commandId });
    const again = await engines.engine().issue(count, { tallyId, by: 2 }, { commandId });
    expect(again).toEqual({ ...answer(first), replayed: true });
    expect(JSON.stringify(again.events)).toBe(JSON.stringify(first.events));
  });

  test.each([
    ['the next thing on the stream', false],
    ['not the last thing on the stream', true],
  ])('gets it from a process that has not heard of it, %s', async (_, more) => {
    const [here, stale] = [engines.engine(), engines.engine()];
    const tallyId = await engines.opened();
    await stale.issue(count, { tallyId, by: 1 });
    const commandId = v7();
    const first = await here.issue(count, { tallyId, by: 2 }, { commandId });
    if (more) await here.issue(count, { tallyId, by: 3 });
    const again = await stale.issue(count, { tallyId, by: 2 }, { commandId });
    expect(again).toEqual({ ...answer(first), replayed: true });
    const events = await stored(tallyId);
    expect(events).toHaveLength(more ? 4 : 3);
    // Decided later, with another time in it: what the log has is what counts.
    expect(again.events).toMatchObject([{ data: events[2]?.data }]);
  });

  test('gets it where it made the stream', async () => {
    const commandId = v7();
    const input = { tallyId: commandId, name: 'once' };
    const first = await engines.engine().issue(openTally, input, { commandId });
    const again = await engines.engine().issue(openTally, input, { commandId });
    expect(again).toEqual({ ...answer(first), replayed: true });
  });

  test('gets it where the first answer never came', async () => {
    let lose = true;
    const broken = engines.engine({
      around: (log) => ({
        async append(...args) {
          const result = await log.append(...args);
          if (!lose) return result;
          lose = false;
          throw new Error('the connection broke after the append');
        },
      }),
    });
    const tallyId = await engines.opened();
    const commandId = v7();
    await expect(broken.issue(count, { tallyId, by: 2 }, { commandId })).rejects.toThrow('connection broke');
    const again = await broken.issue(count, { tallyId, by: 2 }, { commandId });
    const events = await stored(tallyId);
    expect(events).toHaveLength(2);
    expect(again).toMatchObject({ replayed: true, revision: 1, events: [{ data: events[1]?.data }] });
    // The process goes on with what the log has, not with what it decided itself.
    expect(await broken.issue(count, { tallyId, by: -2 })).toMatchObject({ revision: 2 });
  });

  test('with another input is refused', async () => {
    const [here, stale] = [engines.engine(), engines.engine()];
    const tallyId = await engines.opened();
    await stale.issue(count, { tallyId, by: 1 });
    const commandId = v7();
    await here.issue(count, { tallyId, by: 2 }, { commandId });
    for (const { issue } of [here, stale, engines.engine()]) {
      const refused = await refusal(issue(count, { tallyId, by: 3 }, { commandId }));
      expect(refused.code).toBe('IDEMPOTENCY_KEY_REUSED');
    }
    expect(await stored(tallyId)).toHaveLength(3);
  });

  test('is refused while the first is under way, and answered afterwards', async () => {
    const { issue } = engines.engine();
    const tallyId = await engines.opened();
    const commandId = v7();
    const first = issue(count, { tallyId, by: 2 }, { commandId });
    const second = await refusal(issue(count, { tallyId, by: 2 }, { commandId }));
    expect(second.code).toBe('IDEMPOTENCY_IN_FLIGHT');
    const answered = await first;
    const again = await issue(count, { tallyId, by: 2 }, { commandId });
    expect(again).toEqual({ ...answer(answered), replayed: true });
  });

  test('on two processes at once happens once', async () => {
    const tallyId = await engines.opened();
    const commandId = v7();
    const outcomes = await Promise.all(
      [engines.engine(), engines.engine(), engines.engine()].map(({ issue }) =>
        issue(count, { tallyId, by: 2 }, { commandId }),
      ),
    );
    expect(outcomes.map(({ replayed }) => replayed).sort()).toEqual([false, true, true]);
    expect(new Set(outcomes.map(({ events }) => JSON.stringify(events))).size).toBe(1);
    expect(await stored(tallyId)).toHaveLength(2);
  });

  test('is free to be tried again after a refusal, of any kind', async () => {
    const { issue } = engines.engine();
    const tallyId = await engines.opened();
    const commandId = v7();
    const refusals = [
      await refusal(issue(count, { tallyId, by: 'many' }, { commandId })),
      await refusal(issue(count, { tallyId, by: -1 }, { commandId })),
      await refusal(issue(count, { tallyId, by: 1 }, { commandId, expectedRevision: 7 })),
      await refusal(issue(count, { tallyId, by: 1 }, { commandId, context: { role: 'viewer' } })),
    ];
    const codes = ['VALIDATION_FAILED', 'RULE_VIOLATED', 'PRECONDITION_FAILED', 'FORBIDDEN'];
    expect(refusals.map(({ code }) => code)).toEqual(codes);
    expect(await issue(count, { tallyId, by: 1 }, { commandId })).toMatchObject({ replayed: false });
  });
});

describe('what the log keeps of a command', () => {
  test('says who, why, and by which request', async () => {
    const { issue } = engines.engine();
    const tallyId = await engines.opened();
    const commandId = v7();
    const { events } = await issue(
      countTwice,
      { tallyId, by: 2 },
      { commandId, context: { requestId: 'r' } },
    );
    const recorded = (await stored(tallyId)).slice(1);
    expect(recorded.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(recorded[1]?.meta).toEqual({
      $correlationId: testContext.correlationId,
      $causationId: testContext.causationId,
      commandId,
      commandType: 'CountTwice',
      commandHash: expect.stringMatching(/^[\w-]{43}$/),
      organizationId: testContext.organizationId,
      actor: testContext.actor,
      requestId: 'r',
      schemaVersion: 1,
    });
  });
});
