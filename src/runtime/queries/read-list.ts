import type { ListQuery, QueryContext, ReadModels, ReadRow } from '../../core/define-query.ts';
import { notFound } from '../../core/domain-error.ts';
import { applyFilter } from './filters.ts';
import type { ListAnswer, ReadDatabase } from './ports.ts';
import type { CheckedList } from './read-list-request.ts';
import { applyAfter, applySort, reversed } from './sorting.ts';

type Rows = { readonly rows: readonly ReadRow[]; readonly page: ListAnswer<unknown>['page'] };

/** Rows of one page of the list. Throws NOT_FOUND where the thing it hangs below is not there. */
export async function readList(
  database: ReadDatabase,
  query: ListQuery,
  read: ReadModels,
  request: CheckedList,
  context: QueryContext,
): Promise<Rows> {
  const { params, wanted } = request;
  const parent = query.parent?.(read, params, context).clearSelect().select(read.raw('1')).limit(1);
  const [parents, rows] = await Promise.all([
    parent ? database.run(parent) : null,
    wanted.kind === 'page'
      ? readPage(database, query, read, request, wanted, context)
      : readFrom(database, query, read, request, wanted, context),
  ]);
  if (parents?.length === 0) throw notFound();
  return rows;
}

function filtered(query: ListQuery, read: ReadModels, request: CheckedList, context: QueryContext) {
  const builder = query.from(read, request.params, context);
  applyFilter(builder, query.fields, request.conditions);
  return builder;
}

async function readPage(
  database: ReadDatabase,
  query: ListQuery,
  read: ReadModels,
  request: CheckedList,
  { page, perPage }: { page: number; perPage: number },
  context: QueryContext,
): Promise<Rows> {
  const one = filtered(query, read, request, context).clearSelect().select(read.raw('1'));
  const builder = filtered(query, read, request, context)
    .limit(perPage)
    .offset((page - 1) * perPage);
  applySort(builder, request.sort);
  const [counted, rows] = await Promise.all([
    database.run(database.builder.from(one.as('one')).select(read.raw('count(*)::integer AS total'))),
    database.run(builder),
  ]);
  const total = Number(counted[0]?.total);
  return { rows, page: { page, perPage, total, pages: Math.ceil(total / perPage) } };
}

async function readFrom(
  database: ReadDatabase,
  query: ListQuery,
  read: ReadModels,
  { sort, cursors, ...request }: CheckedList,
  { limit, cursor }: Extract<CheckedList['wanted'], { kind: 'cursor' }>,
  context: QueryContext,
): Promise<Rows> {
  const backwards = cursor?.direction === 'before';
  const order = backwards ? reversed(sort) : sort;
  const builder = filtered(query, read, { sort, cursors, ...request }, context).limit(limit + 1);
  if (cursor) applyAfter(builder, order, cursor.values);
  applySort(builder, order);
  // As text, so that the cursor holds exactly what the database compares.
  sort.forEach(({ column }, index) => {
    builder.select(read.raw(`(${column})::text AS sort_${index}`));
  });

  const found = await database.run(builder);
  const hasMore = found.length > limit;
  const rows = found.slice(0, limit);
  if (backwards) rows.reverse();
  const cursorAt = (direction: 'after' | 'before', row: ReadRow | undefined) =>
    row
      ? cursors.write({ direction, values: sort.map((_, index) => textOrNull(row[`sort_${index}`])) })
      : null;
  return {
    rows,
    page: {
      limit,
      nextCursor: hasMore || backwards ? cursorAt('after', rows.at(-1)) : null,
      prevCursor: (backwards ? hasMore : cursor) ? cursorAt('before', rows[0]) : null,
    },
  };
}

const textOrNull = (value: unknown): string | null => (value === null ? null : String(value));
