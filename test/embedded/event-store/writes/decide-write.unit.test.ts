import { describe, expect, test } from '@jest/globals';
import {
  decideAppend,
  decideDelete,
  type ExpectedRevision,
  type StreamFacts,
} from '../../../../embedded/event-store/writes/decide-write.ts';

type Stream = { ids?: string[]; softDeleted?: boolean; deleted?: boolean; hasMetadata?: boolean };

function facts({ ids = [], softDeleted, deleted, hasMetadata = false }: Stream): StreamFacts {
  const state = {
    id: 1,
    last: ids.length - 1,
    ...(softDeleted ? { truncateBefore: 2 ** 63 } : {}),
    ...(deleted ? { deleted } : {}),
  };
  return {
    state: ids.length > 0 || softDeleted || deleted ? state : undefined,
    hasMetadata: () => hasMetadata,
    revisionOf: (id) => (ids.includes(id) ? ids.lastIndexOf(id) : undefined),
    eventIdAt: (revision) => ids[revision],
  };
}

const write = { kind: 'write' };
const deleted = { kind: 'stream-deleted' };
const wrong = (current: number) => ({ kind: 'wrong-expected-revision', current });
const repeated = (revision: number) => ({ kind: 'repeated', revision });

describe('decideAppend', () => {
  test.each<[string, Stream, ExpectedRevision, string[], object]>([
    ['any on nothing', {}, 'any', ['x'], write],
    ['no stream on nothing', {}, 'no_stream', ['x'], write],
    ['stream exists on nothing', {}, 'stream_exists', ['x'], wrong(-1)],
    ['stream exists on metadata alone', { hasMetadata: true }, 'stream_exists', ['x'], write],
    ['exact on nothing', {}, 0, ['x'], wrong(-1)],

    ['any on two', { ids: ['a', 'b'] }, 'any', ['x'], write],
    ['no stream on two', { ids: ['a', 'b'] }, 'no_stream', ['x'], wrong(1)],
    ['stream exists on two', { ids: ['a', 'b'] }, 'stream_exists', ['x'], write],
    ['exact on two', { ids: ['a', 'b'] }, 1, ['x'], write],
    ['too low on two', { ids: ['a', 'b'] }, 0, ['x'], wrong(1)],
    ['too high on two', { ids: ['a', 'b'] }, 2, ['x'], wrong(1)],

    ['any, all known', { ids: ['a', 'b', 'c'] }, 'any', ['a', 'b'], repeated(1)],
    ['stream exists, all known', { ids: ['a', 'b', 'c'] }, 'stream_exists', ['b', 'c'], repeated(2)],
    ['any, known before unknown', { ids: ['a'] }, 'any', ['a', 'x'], wrong(0)],
    ['any, unknown before known', { ids: ['a'] }, 'any', ['x', 'a'], write],
    ['no stream, all known', { ids: ['a', 'b', 'c'] }, 'no_stream', ['a', 'b'], repeated(1)],
    ['no stream, known elsewhere', { ids: ['a', 'b', 'c'] }, 'no_stream', ['b'], wrong(2)],
    ['exact, all known behind it', { ids: ['a', 'b', 'c'] }, 0, ['b', 'c'], repeated(2)],
    ['exact, known in part', { ids: ['a', 'b', 'c'] }, 0, ['b', 'x'], wrong(2)],
    ['exact, running past the end', { ids: ['a', 'b'] }, 0, ['b', 'x'], wrong(1)],
    ['exact, with an id that came again later', { ids: ['a', 'b', 'a'] }, 'no_stream', ['a'], repeated(0)],

    ['nothing, any', { ids: ['a'] }, 'any', [], write],
    ['nothing, exact', { ids: ['a'] }, 0, [], write],
    ['nothing, too low', { ids: ['a', 'b'] }, 0, [], wrong(1)],

    ['any on soft-deleted', { ids: ['a'], softDeleted: true }, 'any', ['x'], write],
    ['no stream on soft-deleted', { ids: ['a'], softDeleted: true }, 'no_stream', ['x'], write],
    ['no stream, known in part', { ids: ['a', 'b'], softDeleted: true }, 'no_stream', ['a', 'x'], wrong(1)],
    ['exact on soft-deleted', { ids: ['a'], softDeleted: true }, 0, ['x'], write],
    ['too low on soft-deleted', { ids: ['a', 'b'], softDeleted: true }, 0, ['x'], wrong(1)],
    ['stream exists on soft-deleted', { ids: ['a'], softDeleted: true }, 'stream_exists', ['x'], deleted],

    ['any on tombstoned', { ids: ['a'], deleted: true }, 'any', ['x'], deleted],
    ['exact on tombstoned', { ids: ['a'], deleted: true }, 0, ['x'], deleted],
    ['known on tombstoned', { ids: ['a'], deleted: true }, 'any', ['a'], deleted],
  ])('%s', (_, stream, expected, ids, decision) => {
    expect(decideAppend(expected, ids, facts(stream))).toEqual(decision);
  });
});

describe('decideDelete', () => {
  test.each<['delete' | 'tombstone', string, Stream, ExpectedRevision, object]>([
    ['delete', 'any on nothing', {}, 'any', wrong(-1)],
    ['delete', 'no stream on nothing', {}, 'no_stream', wrong(-1)],
    ['delete', 'any on metadata alone', { hasMetadata: true }, 'any', write],
    ['tombstone', 'any on nothing', {}, 'any', write],
    ['tombstone', 'no stream on nothing', {}, 'no_stream', write],
    ['tombstone', 'exact on nothing', {}, 0, wrong(-1)],
    ['delete', 'exact', { ids: ['a', 'b'] }, 1, write],
    ['delete', 'too low', { ids: ['a', 'b'] }, 0, wrong(1)],
    ['delete', 'no stream on two', { ids: ['a', 'b'] }, 'no_stream', wrong(1)],
    ['delete', 'tombstoned', { ids: ['a'], deleted: true }, 'any', deleted],
    ['tombstone', 'tombstoned', { ids: ['a'], deleted: true }, 'any', deleted],
    ['tombstone', 'soft-deleted', { ids: ['a'], softDeleted: true }, 'any', write],
  ])('%s: %s', (kind, _, stream, expected, decision) => {
    expect(decideDelete(kind, expected, facts(stream))).toEqual(decision);
  });
});
