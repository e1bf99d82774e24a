import { describe, expect, test } from '@jest/globals';
import { catalog } from '../../src/events/index.ts';
import { projections } from '../../src/projections/index.ts';
import { histories, oneHistory } from '../support/histories.ts';
import { projectInMemory } from '../support/project-in-memory.ts';
import {
  holdsForAnyBatches,
  holdsForReplayedPrefix,
  holdsForSameEventTwice,
} from '../support/projection-properties.ts';

test('generated histories have every event of the product', () => {
  const types = new Set(oneHistory(4_000).map(({ type }) => type));
  const others = ['SignInSucceeded', 'SignInFailed', 'EmailAddressClaimed'];
  expect(catalog.types.filter((type) => !types.has(type) && !others.includes(type))).toEqual([]);
});

describe.each(projections.map((projection) => ({ name: projection.name, projection })))(
  '$name',
  ({ projection }) => {
    test('the same event twice changes nothing', () => holdsForSameEventTwice(projection, histories));
    test('batches of any size lead to the same rows as single events', () =>
      holdsForAnyBatches(projection, histories));
    test('going back in the log changes nothing', () => holdsForReplayedPrefix(projection, histories));

    test('takes every event of its families', () => {
      const types = projection.events.flatMap(({ schemas }) => Object.keys(schemas));
      expect(types.filter((type) => !Object.hasOwn(projection.on, type))).toEqual([]);
    });

    test('has rows in every table', () => {
      const tables = projectInMemory(projection, oneHistory(200));
      for (const [name, rows] of Object.entries(tables))
        expect([name, rows.length > 0]).toEqual([name, true]);
    });
  },
);
