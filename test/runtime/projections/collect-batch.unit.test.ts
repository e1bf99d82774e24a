import { expect, test } from '@jest/globals';
import { collectBatch } from '../../../src/runtime/projections/collect-batch.ts';
import { createProjector } from '../../../src/runtime/projections/projector.ts';
import { recordHistory } from '../../support/record-history.ts';
import { accountBook } from '../../support/sample-projections.ts';

const { accounts, ranks } = accountBook.tables;

test.each([
  ['RankLowered', [{ table: ranks, keys: [], groups: ['red'] }]],
  [
    'RankCapped',
    [
      { table: ranks, keys: [], groups: ['red'] },
      { table: accounts, keys: [], groups: ['red'] },
    ],
  ],
])('a row within a group is not looked up by itself: %s', (type, wanted) => {
  const history = recordHistory([{ stream: 'account-a', type, data: { id: 'a', team: 'red' } }]);
  const events = history.map((event) => ({ ok: true as const, event }));
  expect(collectBatch(createProjector([accountBook]), events).wanted).toEqual(wanted);
});
