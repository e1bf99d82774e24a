import { describe, expect, test } from '@jest/globals';
import knex, { type Knex } from 'knex';
import { z } from 'zod';
import { roles } from '../../../src/core/define-command.ts';
import {
  defineQuery,
  type OneQuery,
  type QueryContext,
  type ReadModels,
} from '../../../src/core/define-query.ts';
import { queries } from '../../../src/queries/index.ts';
import { createStatements } from '../../../src/runtime/queries/statements.ts';
import { tenantReadModels } from '../../../src/runtime/queries/tenant-read-models.ts';
import { asking } from '../../support/query-fixture.ts';
import { uuid } from '../../support/uuid.ts';

const builder = knex({ client: 'pg' });

/** The statement as it is when it is built for these values alone. */
function built(query: OneQuery, params: Record<string, unknown>, context: QueryContext) {
  const read = tenantReadModels(builder, context.organizationId);
  const { sql, bindings } = query.from(read, params, context).limit(1).toSQL().toNative();
  return { sql, bindings };
}

const contexts = [null, ...roles].flatMap((role) =>
  (['user', 'apiKey', 'process'] as const).map((type) => asking({ role, actor: { type, id: uuid(1) } })),
);
const ones = queries.filter((query) => query.kind === 'one');

test.each(ones.map((query) => ({ name: query.name, query })))(
  '$name is the same as built anew',
  ({ query }) => {
    const statementOf = createStatements(builder);
    const moments = ['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'];
    for (const context of contexts) {
      for (const [index, moment] of moments.entries()) {
        const names = Object.keys(query.params.shape);
        const given = names.map((name) => [name, name === 'moment' ? moment : uuid(index)]);
        const params = query.params.parse(Object.fromEntries(given));
        const now = { ...context, organizationId: uuid(50 + index), now: moment };
        expect(statementOf(query, params, now)).toEqual(built(query, params, now));
      }
    }
  },
);

describe('a query that does not simply bind its values', () => {
  const thing = (
    from: (read: ReadModels, params: { name: string; size?: number | undefined }) => Knex.QueryBuilder,
  ) =>
    defineQuery({
      name: 'GetThing',
      summary: 'A thing',
      route: '/things/:name',
      params: z.strictObject({ name: z.string(), size: z.number().optional() }),
      item: z.unknown(),
      readModels: [],
      from,
      toItem: (row) => row,
    });

  test.each([
    ['changes one', thing((read, { name }) => read.table('things').where({ name: name.toUpperCase() }))],
    [
      'puts one into a pattern',
      thing((read, { name }) => read.table('things').whereLike('name', `%${name}%`)),
    ],
    ['leaves one out', thing((read, { name }) => read.table(name === 'a' ? 'things' : 'others'))],
    [
      'has one that is no text',
      thing((read, { name, size = 1 }) => read.table('things').where({ name, size })),
    ],
  ])('%s: is built every time', (_, query) => {
    const statementOf = createStatements(builder);
    for (const params of [
      { name: 'a', size: 2 },
      { name: 'b', size: 3 },
      { name: 'c', size: 4 },
    ]) {
      expect(statementOf(query, params, asking())).toEqual(built(query, params, asking()));
    }
  });
});
