import { z } from 'zod';
import type { ListQuery, QueryContext } from '../../core/define-query.ts';
import { type ErrorDetail, invalidRequest } from '../../core/domain-error.ts';
import { parseInput } from '../parse-input.ts';
import { type Cursor, type CursorCodec, cursorCodec } from './cursor.ts';
import { type Condition, readFilter } from './filters.ts';
import type { ListRequest } from './ports.ts';
import { readSort, type SortKey } from './sorting.ts';

const mostRows = 200;
const defaultRows = 50;

/** Offsets get slower the deeper they are; a cursor does not. */
const lastPage = 10_000;
const wholeNumber = z.coerce.string().regex(/^\d+$/).transform(Number);

export interface CheckedList {
  readonly params: Record<string, unknown>;
  readonly conditions: readonly Condition[];
  readonly sort: readonly SortKey[];
  readonly cursors: CursorCodec;
  readonly wanted:
    | { readonly kind: 'cursor'; readonly limit: number; readonly cursor: Cursor | null }
    | { readonly kind: 'page'; readonly page: number; readonly perPage: number };
}

/** Checks what a client asks of a list. Throws VALIDATION_FAILED naming everything that is wrong with it. */
export function readListRequest(
  query: ListQuery,
  request: ListRequest,
  context: QueryContext,
  secret: string,
): CheckedList {
  const params = parseInput(query.params, request.params);
  const problems: ErrorDetail[] = [];
  const conditions = readFilter(query.fields, request.filter, problems);
  const sort = readSort(query, request.sort, problems);
  const order = sort.map(({ field, descending }) => [field, descending]);
  const cursors = cursorCodec(secret, [query.name, context.organizationId, params, conditions, order]);
  const wanted =
    request.page !== undefined || request.perPage !== undefined
      ? readPage(request, problems)
      : readCursor(request, cursors, problems);
  if (problems.length > 0) throw invalidRequest(problems);
  return { params, conditions, sort, cursors, wanted };
}

function readPage(request: ListRequest, problems: ErrorDetail[]): CheckedList['wanted'] {
  for (const field of ['cursor', 'limit'] as const) {
    if (request[field] !== undefined) problems.push({ field, message: 'does not go with page and perPage' });
  }
  return {
    kind: 'page',
    page: readCount(request, 'page', 1, lastPage, problems),
    perPage: readCount(request, 'perPage', defaultRows, mostRows, problems),
  };
}

function readCursor(
  request: ListRequest,
  cursors: CursorCodec,
  problems: ErrorDetail[],
): CheckedList['wanted'] {
  const limit = readCount(request, 'limit', defaultRows, mostRows, problems);
  if (request.cursor === undefined) return { kind: 'cursor', limit, cursor: null };
  const cursor = typeof request.cursor === 'string' ? cursors.read(request.cursor) : null;
  if (!cursor) problems.push({ field: 'cursor', message: 'is not a cursor of this list, sort and filter' });
  return { kind: 'cursor', limit, cursor };
}

function readCount(
  request: ListRequest,
  field: 'limit' | 'page' | 'perPage',
  byDefault: number,
  most: number,
  problems: ErrorDetail[],
): number {
  const value = request[field];
  if (value === undefined) return byDefault;
  const parsed = wholeNumber.pipe(z.int().min(1).max(most)).safeParse(value);
  if (parsed.success) return parsed.data;
  problems.push({ field, message: `expected an integer from 1 to ${most}` });
  return byDefault;
}
