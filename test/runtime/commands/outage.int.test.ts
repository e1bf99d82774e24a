import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { v7 } from 'uuid';
import { waitUntil } from '../../support/wait-until.ts';
import { refusal, startEngines } from './engines.ts';
import { count } from './tally.ts';

const patienceMs = 1000;
/** What a loaded machine may add. */
const leewayMs = 2000;

let engines: Awaited<ReturnType<typeof startEngines>>;
beforeAll(async () => {
  engines = await startEngines(patienceMs);
});
afterAll(() => engines.stop());

async function timed<T>(work: Promise<T>) {
  const startedAt = performance.now();
  const result = await work;
  return { result, ms: performance.now() - startedAt };
}

test('a store that is gone is UNAVAILABLE within the patience, and then works again', async () => {
  const { issue } = engines.engine();
  const [known, unknown] = [await engines.opened(), await engines.opened()];
  await issue(count, { tallyId: known, by: 1 });
  const commandId = v7();

  await engines.store.kill();
  const refused = await timed(
    Promise.all([
      refusal(issue(count, { tallyId: known, by: 2 }, { commandId })),
      refusal(issue(count, { tallyId: unknown, by: 1 })),
    ]),
  );
  expect(refused.result.map(({ code }) => code)).toEqual(['UNAVAILABLE', 'UNAVAILABLE']);
  expect(refused.ms).toBeLessThan(patienceMs + leewayMs);

  await engines.store.restart();
  expect(await issue(count, { tallyId: known, by: 2 }, { commandId })).toMatchObject({ revision: 2 });
  expect(await engines.log.readStream(`tally-${known}`)).toHaveLength(3);
});

test('a store that answers nothing is UNAVAILABLE within the patience; what it did all the same is not done twice', async () => {
  const { issue } = engines.engine();
  const tallyId = await engines.opened();
  await issue(count, { tallyId, by: 1 });
  const commandId = v7();

  engines.store.pause();
  const refused = await timed(refusal(issue(count, { tallyId, by: 2 }, { commandId })));
  engines.store.resume();
  expect(refused.result.code).toBe('UNAVAILABLE');
  expect(refused.ms).toBeLessThan(patienceMs + leewayMs);

  expect(await issue(count, { tallyId, by: 2 }, { commandId })).toMatchObject({ revision: 2 });
  expect(await issue(count, { tallyId, by: -3 })).toMatchObject({ revision: 3 });
  expect(await engines.log.readStream(`tally-${tallyId}`)).toHaveLength(4);
});

test('commands in flight when the store dies are done once or refused, and can be repeated', async () => {
  const { issue } = engines.engine();
  const tallies = await Promise.all(Array.from({ length: 40 }, () => engines.opened()));
  const keys = tallies.map((tallyId) => ({ tallyId, commandId: v7() }));
  const all = () =>
    Promise.all(
      keys.map(({ tallyId, commandId }) =>
        issue(count, { tallyId, by: 1 }, { commandId }).catch(({ code }: { code: string }) => ({ code })),
      ),
    );
  const underway = all();
  await engines.store.kill();
  await engines.store.restart();
  for (const outcome of await underway) {
    if ('code' in outcome) expect(outcome.code).toBe('UNAVAILABLE');
    else expect(outcome.revision).toBe(1);
  }
  await waitUntil(async () =>
    (await all()).every((outcome) => 'revision' in outcome && outcome.revision === 1),
  );
  for (const { tallyId } of keys) expect(await engines.log.readStream(`tally-${tallyId}`)).toHaveLength(2);
});
