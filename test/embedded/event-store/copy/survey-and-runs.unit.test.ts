import { expect, test } from '@jest/globals';
import { compareLogs, nothingCompared } from '../../../../embedded/event-store/copy/compare-logs.ts';
import { isCopied, type LoggedEvent } from '../../../../embedded/event-store/copy/logged-event.ts';
import { createNumbering } from '../../../../embedded/event-store/copy/numbering.ts';
import { extendRun, startRun } from '../../../../embedded/event-store/copy/runs.ts';
import { surveyLog } from '../../../../embedded/event-store/copy/survey-log.ts';

let positions = 0;

function logged(stream: string, revision: number, fields: Partial<LoggedEvent> = {}): LoggedEvent {
  positions += 1;
  const commit = String(positions);
  return {
    stream,
    revision,
    id: `${revision}@${stream}`,
    type: 'Told',
    contentType: 'application/json',
    data: Buffer.from('{}'),
    metadata: Buffer.from(''),
    position: { commit, prepare: commit },
    ...fields,
  };
}

async function* log(events: readonly LoggedEvent[]) {
  yield* events;
}

const nothing = () => undefined;

test('system streams and their metadata stay behind, metadata of others goes along', () => {
  expect(['a', '$$a', 'a-$b'].map(isCopied)).toEqual([true, true, true]);
  expect(['$stats-1', '$$$stats-1', '$all', '$$$'].map(isCopied)).toEqual([false, false, false, false]);
});

test('the survey counts, and names streams of which events are gone, tombstones aside', async () => {
  const tombstone = logged('b', 2 ** 63, { type: '$streamDeleted' });
  const events = [
    logged('a', 0),
    logged('old', 7),
    logged('$stats', 3, { type: '$statsCollected' }),
    logged('a', 1),
    logged('old', 8),
    logged('b', 0),
    tombstone,
    logged('gap', 0),
    logged('gap', 2),
    logged('$$a', 4),
  ];
  const survey = await surveyLog(log(events), nothing);
  expect(survey.events).toBe(9);
  expect(survey.skipped).toEqual({ $statsCollected: 1 });
  expect([...survey.truncated]).toEqual(['old', 'gap', '$$a']);
});

test('only streams named are counted from 0, and a fork counts by itself', () => {
  const numbering = createNumbering(new Set(['old']));
  expect([logged('old', 7), logged('a', 5), logged('old', 9)].map(numbering.of)).toEqual([0, 5, 1]);
  const fork = numbering.fork();
  expect([fork.of(logged('old', 10)), fork.of(logged('old', 11))]).toEqual([2, 3]);
  expect(numbering.of(logged('old', 10))).toBe(2);
});

test('a run takes what follows on its stream, up to its limits', () => {
  const run = startRun(logged('a', 4), 4);
  expect(extendRun(run, logged('b', 5), 5)).toBe(false);
  expect(extendRun(run, logged('a', 6), 6)).toBe(false);
  expect(extendRun(run, logged('a', 5), 5)).toBe(true);
  expect(extendRun(run, logged('a', 6, { data: Buffer.alloc(600_000) }), 6)).toBe(false);
  expect(run).toMatchObject({ stream: 'a', first: 4, bytes: 4 });
  const long = startRun(logged('a', 0), 0);
  let revision = 1;
  while (extendRun(long, logged('a', revision), revision)) revision += 1;
  expect(long.events).toHaveLength(500);
});

const compare = (
  source: LoggedEvent[],
  target: LoggedEvent[],
  numbering = createNumbering(new Set()),
  compared = nothingCompared(),
) => compareLogs(log(source), log(target), numbering, compared, nothing);

test.each([
  ['the stream', { stream: 'other' }],
  ['the revision', { revision: 1 }],
  ['the id', { id: 'other' }],
  ['the type', { type: 'Other' }],
  ['the content type', { contentType: 'application/octet-stream' }],
  ['the data', { data: Buffer.from('{ }') }],
  ['the metadata', { metadata: Buffer.from('{}') }],
])('a difference in %s is found', async (name, changed) => {
  const event = logged('a', 0);
  const outcome = await compare(
    [logged('z', 0, { id: '0@z' }), event],
    [logged('z', 0), { ...event, ...changed }],
  );
  expect(outcome).toEqual({ difference: expect.stringContaining(`event 2: ${name} differs`) });
});

test('which side ends first is told, and a comparison goes on with the same hash', async () => {
  const events = [logged('old', 3), logged('a', 0), logged('old', 4)];
  const copies = [logged('old', 0, { id: '3@old' }), logged('a', 0), logged('old', 1, { id: '4@old' })];
  const numbering = createNumbering(new Set(['old']));
  const compared = nothingCompared();
  expect(await compare(events, copies.slice(0, 1), numbering, compared)).toBe('target-ended');
  expect(compared).toMatchObject({ events: 1, source: events[0]?.position, target: copies[0]?.position });
  expect(await compare(events.slice(1), copies.slice(1), numbering, compared)).toBe('same');
  const whole = nothingCompared();
  expect(await compare(events, copies, createNumbering(new Set(['old'])), whole)).toBe('same');
  const digest = whole.sourceHash.digest('hex');
  expect([compared.sourceHash, compared.targetHash].map((hash) => hash.digest('hex'))).toEqual([
    digest,
    digest,
  ]);
  expect(await compare([], copies)).toEqual({ difference: expect.stringContaining('the source has ended') });
});

test('of a tombstone, which its revision tells, only stream and type are compared', async () => {
  const type = '$streamDeleted';
  const [here, there] = [logged('a', 2 ** 63, { type, id: 'x' }), logged('a', 2 ** 63, { type, id: 'y' })];
  expect(await compare([here], [there])).toBe('same');
  const difference = { difference: expect.stringContaining('the revision differs') };
  expect(await compare([here], [logged('a', 3, { type })])).toEqual(difference);
  expect(await compare([logged('a', 3, { type })], [there])).toEqual(difference);
});
