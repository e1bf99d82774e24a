import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { v7 } from 'uuid';
import type { CommandDefinition } from '../../../src/core/define-command.ts';
import { DomainError } from '../../../src/core/domain-error.ts';
import { WrongRevisionError } from '../../../src/core/ports.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { refusal, startEngines } from './engines.ts';
import { count, countTwice, nameTally, openTally, renameTally } from './tally.ts';

let engines: Awaited<ReturnType<typeof startEngines>>;
beforeAll(async () => {
  engines = await startEngines();
});
afterAll(() => engines.stop());

/** As a client does whose command was refused because others were faster: on a busy machine, that may be all eight times. */
async function untilDone<T>(issue: () => Promise<T>): Promise<T> {
  return waitUntil(() =>
    issue().catch((error: unknown) => {
      if (error instanceof DomainError && error.code === 'CONFLICT') return null;
      throw error;
    }),
  );
}

describe('two processes on one stream', () => {
  test('both get everything done, once', async () => {
    const both = [engines.engine(), engines.engine()];
    const tallyId = await engines.opened();
    const amounts = Array.from({ length: 50 }, (_, index) => 2 ** (index % 8));
    const outcomes = await Promise.all(
      both.flatMap(({ issue }) => amounts.map((by) => untilDone(() => issue(count, { tallyId, by })))),
    );
    const events = (await engines.log.readStream(`tally-${tallyId}`)).slice(1);
    expect(outcomes.map(({ revision }) => revision).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
    for (const { revision, events: decided, position } of outcomes) {
      expect(decided).toMatchObject([{ id: events[revision - 1]?.id, data: events[revision - 1]?.data }]);
      expect(position).toEqual(events[revision - 1]?.position);
    }
    const total = amounts.reduce((sum, by) => sum + by, 0) * 2;
    for (const { issue } of both) {
      expect((await refusal(issue(count, { tallyId, by: -total - 1 }))).code).toBe('RULE_VIOLATED');
    }
  });

  test('commands of one process do not conflict with each other', async () => {
    const { issue, asked } = engines.engine();
    const tallyId = await engines.opened();
    const order = await Promise.all(Array.from({ length: 50 }, () => issue(count, { tallyId, by: 1 })));
    expect(order.map(({ revision }) => revision)).toEqual(order.map((_, index) => index + 1));
    expect(asked).toMatchObject({ reads: { length: 1 }, appends: { length: 50 } });
  });

  test('a command that always loses gives up with CONFLICT', async () => {
    const { issue, asked } = engines.engine({
      around: () => ({
        append: async (stream, expected) => {
          throw new WrongRevisionError(stream, expected, expected + 1);
        },
      }),
    });
    const tallyId = await engines.opened();
    expect((await refusal(issue(count, { tallyId, by: 1 }))).code).toBe('CONFLICT');
    expect(asked).toMatchObject({ reads: { length: 8 }, appends: { length: 8 } });
  });

  test('a command with If-Match is not tried again on what another wrote', async () => {
    const [here, there] = [engines.engine(), engines.engine()];
    const tallyId = await engines.opened();
    const race = [here, there].map(({ issue }) => issue(count, { tallyId, by: 1 }, { expectedRevision: 0 }));
    const outcomes = await Promise.allSettled(race);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await engines.log.readStream(`tally-${tallyId}`)).toHaveLength(2);
  });
});

interface Step {
  readonly engine: number;
  readonly command: 'open' | 'count' | 'countTwice' | 'rename' | 'name';
  readonly by: number;
  readonly name: string;
  readonly dryRun: boolean;
  /** Repeats the command of so many steps before, under its key. */
  readonly repeat: number | null;
}

const step: fc.Arbitrary<Step> = fc.record({
  engine: fc.nat({ max: 1 }),
  command: fc.constantFrom('open', 'count', 'countTwice', 'rename', 'name'),
  by: fc.integer({ min: -3, max: 3 }),
  name: fc.constantFrom('a', 'b'),
  dryRun: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  repeat: fc.option(fc.nat({ max: 4 }), { freq: 3 }),
});

interface Model {
  exists: boolean;
  total: number;
  name: string;
  revision: number;
}

/** What a command does to a tally, in the plainest terms: a code, or the number of events. */
function expected(model: Model, { command, by, name }: Step): string | number {
  if (command === 'open') return model.exists ? 'CONFLICT' : 1;
  if (!model.exists && command !== 'name') return 'NOT_FOUND';
  if (command === 'rename' || command === 'name') return model.name === name ? 0 : 1;
  if (command === 'count') return model.total + by < 0 ? 'RULE_VIOLATED' : 1;
  return 2;
}

function apply(model: Model, { command, by, name }: Step, events: number): void {
  model.exists ||= events > 0;
  model.revision += events;
  if (command === 'count' || command === 'countTwice') model.total += by * events;
  else model.name = name;
}

const definitions: Record<Step['command'], CommandDefinition> = {
  open: openTally,
  count,
  countTwice,
  rename: renameTally,
  name: nameTally,
};

test('any sequence of commands, on either of two processes, does what a model says', async () => {
  const run = async (steps: readonly Step[]) => {
    const both = [engines.engine(), engines.engine()];
    const tallyId = v7();
    const model: Model = { exists: false, total: 0, name: '', revision: -1 };
    const done: { step: Step; commandId: string; result: string | number; dry: boolean }[] = [];

    for (const chosen of steps) {
      const earlier = chosen.repeat === null ? undefined : done.at(-1 - chosen.repeat);
      const now = earlier ? { ...earlier.step, engine: chosen.engine, dryRun: false } : chosen;
      const commandId = earlier?.commandId ?? v7();
      const kept = done.find((one) => one.commandId === commandId && !one.dry && Number(one.result) > 0);
      const replayed = kept !== undefined;
      const result = replayed ? kept.result : expected(model, now);

      const counts = now.command === 'count' || now.command === 'countTwice';
      const input = counts ? { tallyId, by: now.by } : { tallyId, name: now.name };
      const engine = both[now.engine];
      const outcome = await engine
        ?.issue(definitions[now.command], input, { commandId, dryRun: now.dryRun })
        .catch((error: { code: string }) => error);

      if (typeof result === 'string') expect(outcome).toMatchObject({ code: result });
      else expect(outcome).toMatchObject({ events: { length: result }, replayed });
      if (typeof result === 'number' && !now.dryRun && !replayed) {
        apply(model, now, result);
        expect(outcome).toMatchObject({ revision: model.revision });
      }
      done.push({ step: now, commandId, result, dry: now.dryRun });
    }
    expect(await engines.log.readStream(`tally-${tallyId}`)).toHaveLength(model.revision + 1);
  };
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 14 }), run), { numRuns: 60 });
});
