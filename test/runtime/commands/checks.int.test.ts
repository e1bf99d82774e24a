import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 } from 'uuid';
import { uuid } from '../../support/uuid.ts';
import { refusal, startEngines } from './engines.ts';
import { closeTally, count, countTwice, countWorld, nameTally, openTally, renameTally } from './tally.ts';

let engines: Awaited<ReturnType<typeof startEngines>>;
beforeAll(async () => {
  engines = await startEngines();
});
afterAll(() => engines.stop());

const foreign = { context: { organizationId: uuid(800) } };

describe('a command that expects', () => {
  test('an existing stream finds none, or a foreign one, in the same words', async () => {
    const { issue } = engines.engine();
    const tallyId = await engines.opened();
    const missing = await refusal(issue(count, { tallyId: uuid(1), by: 1 }));
    const theirs = await refusal(issue(count, { tallyId, by: 1 }, foreign));
    const stale = await refusal(issue(count, { tallyId, by: 1 }, { ...foreign, expectedRevision: 5 }));
    expect(missing).toEqual({ code: 'NOT_FOUND', message: 'no such resource', details: [] });
    expect([theirs, stale]).toEqual([missing, missing]);
  });

  test('a new stream is refused where there is one', async () => {
    const { issue } = engines.engine();
    const tallyId = await engines.opened();
    expect((await refusal(issue(openTally, { tallyId, name: 'x' }))).code).toBe('CONFLICT');
    expect((await refusal(issue(openTally, { tallyId, name: 'x' }, foreign))).code).toBe('NOT_FOUND');
  });

  test('any stream takes none, and its own, but not a foreign one', async () => {
    const { issue } = engines.engine();
    const tallyId = v7();
    expect(await issue(nameTally, { tallyId, name: 'a' })).toMatchObject({ revision: 0 });
    expect(await issue(nameTally, { tallyId, name: 'b' })).toMatchObject({ revision: 1 });
    expect((await refusal(issue(nameTally, { tallyId, name: 'c' }, foreign))).code).toBe('NOT_FOUND');
  });
});

describe('If-Match', () => {
  test('on the newest revision lets the command through', async () => {
    const { issue } = engines.engine();
    const tallyId = await engines.opened();
    expect(await issue(count, { tallyId, by: 1 }, { expectedRevision: 0 })).toMatchObject({ revision: 1 });
    expect(await issue(count, { tallyId, by: 1 }, { expectedRevision: 1 })).toMatchObject({ revision: 2 });
  });

  test('on an older one is refused, with what came between', async () => {
    const [here, there] = [engines.engine(), engines.engine()];
    const tallyId = await engines.opened();
    const between = [
      await here.issue(count, { tallyId, by: 1 }),
      await there.issue(renameTally, { tallyId, name: 'other' }),
    ];
    for (const { issue } of [here, there, engines.engine()]) {
      const refused = await refusal(issue(count, { tallyId, by: 1 }, { expectedRevision: 0 }));
      expect(refused).toMatchObject({
        code: 'PRECONDITION_FAILED',
        message: 'the current revision is 2, not 0',
        details: [
          { field: 'If-Match', currentRevision: 2 },
          { type: 'TallyCounted', revision: 1, actor: { type: 'user' } },
          { type: 'TallyRenamed', revision: 2 },
        ],
      });
    }
    expect(between.map(({ revision }) => revision)).toEqual([1, 2]);
  });

  test('on what another process just wrote is the newest', async () => {
    const [here, there] = [engines.engine(), engines.engine()];
    const tallyId = await engines.opened();
    await here.issue(count, { tallyId, by: 1 });
    const { revision } = await there.issue(count, { tallyId, by: 1 });
    const outcome = await here.issue(count, { tallyId, by: 1 }, { expectedRevision: revision });
    expect(outcome.revision).toBe(revision + 1);
  });

  test('on a revision that the caller alone remembers is refused although it was the newest here', async () => {
    const [here, there] = [engines.engine(), engines.engine()];
    const tallyId = await engines.opened();
    await here.issue(count, { tallyId, by: 1 });
    await there.issue(count, { tallyId, by: 1 });
    const refused = await refusal(here.issue(count, { tallyId, by: 1 }, { expectedRevision: 1 }));
    expect(refused).toMatchObject({ code: 'PRECONDITION_FAILED', details: [{}, { revision: 2 }] });
  });

  test('tells nothing to somebody whom the thing does not admit', async () => {
    const { issue } = engines.engine();
    const tallyId = await engines.opened();
    await issue(count, { tallyId, by: 1 });
    const refused = await refusal(issue(closeTally, { tallyId, name: 'x' }, { expectedRevision: 0 }));
    expect(refused).toEqual({ code: 'FORBIDDEN', message: 'the tally is not yours', details: [] });
  });

  test('on a revision that is not there yet is refused', async () => {
    const { issue } = engines.engine();
    const tallyId = await engines.opened();
    const refused = await refusal(issue(count, { tallyId, by: 1 }, { expectedRevision: 9 }));
    expect(refused).toMatchObject({ code: 'PRECONDITION_FAILED', details: [{ currentRevision: 0 }] });
    expect(refused.details).toHaveLength(1);
  });
});

describe('a dry run', () => {
  test('decides and appends nothing', async () => {
    const { issue, asked } = engines.engine();
    const tallyId = await engines.opened();
    const dry = await issue(countTwice, { tallyId, by: 2 }, { dryRun: true });
    expect(dry).toMatchObject({
      revision: 0,
      events: [
        { type: 'TallyCounted', revision: 1 },
        { type: 'TallyCounted', revision: 2 },
      ],
    });
    expect((await refusal(issue(count, { tallyId, by: -1 }, { dryRun: true }))).code).toBe('RULE_VIOLATED');
    expect(asked.appends).toEqual([]);
    expect(await engines.log.readStream(`tally-${tallyId}`)).toHaveLength(1);
  });

  test('burns no key', async () => {
    const { issue } = engines.engine();
    const tallyId = await engines.opened();
    const commandId = v7();
    await issue(count, { tallyId, by: 2 }, { commandId, dryRun: true });
    expect(await issue(count, { tallyId, by: 3 }, { commandId })).toMatchObject({
      replayed: false,
      revision: 1,
    });
  });

  test('sees what another process wrote', async () => {
    const [here, there] = [engines.engine(), engines.engine()];
    const tallyId = await engines.opened();
    await here.issue(count, { tallyId, by: 1 });
    await there.issue(count, { tallyId, by: -1 });
    expect((await refusal(here.issue(count, { tallyId, by: -1 }, { dryRun: true }))).code).toBe(
      'RULE_VIOLATED',
    );
    expect(await here.issue(count, { tallyId, by: 1 }, { dryRun: true })).toMatchObject({ revision: 2 });
  });
});

test('an actor whom neither role nor resource admits is refused', async () => {
  const { issue } = engines.engine();
  const tallyId = await engines.opened();
  for (const role of ['viewer', null] as const) {
    const refused = await refusal(issue(count, { tallyId, by: 1 }, { context: { role } }));
    expect(refused).toMatchObject({ code: 'FORBIDDEN', message: 'your role does not allow Count' });
  }
  const process = { role: null, actor: { type: 'process', id: 'test' } } as const;
  expect(await issue(count, { tallyId, by: 1 }, { context: process })).toMatchObject({ revision: 1 });
});

test('a thing of no organization is not there for an actor whom it does not admit', async () => {
  const { issue } = engines.engine();
  const tallyId = await engines.opened();
  const asViewer = { context: { role: 'viewer' } } as const;
  const refused = await refusal(issue(countWorld, { tallyId, by: 1 }, asViewer));
  const missing = await refusal(issue(countWorld, { tallyId: uuid(1), by: 1 }, asViewer));
  expect(refused).toEqual({ code: 'NOT_FOUND', message: 'no such resource', details: [] });
  expect(missing).toEqual(refused);
});

test('input that is not valid is refused with the fields', async () => {
  const { issue, asked } = engines.engine();
  const refused = await refusal(issue(count, { tallyId: 'x', by: 1.5, more: true }));
  expect(refused.code).toBe('VALIDATION_FAILED');
  expect(refused.details.map(({ field }: { field: string }) => field)).toEqual(['tallyId', 'by', 'more']);
  expect(asked.reads).toEqual([]);
});
