import type { z } from 'zod';
import type { ListQuery, OneQuery, QueryContext, QueryDefinition } from '../../core/define-query.ts';
import { DomainError, notFound } from '../../core/domain-error.ts';
import { parseInput } from '../parse-input.ts';
import { notReached } from './not-reached.ts';
import type {
  Freshness,
  ListAnswer,
  ListRequest,
  OneAnswer,
  QueryOptions,
  ReadDatabase,
  ReadPosition,
} from './ports.ts';
import { readList } from './read-list.ts';
import { readListRequest } from './read-list-request.ts';
import { createStatements } from './statements.ts';
import { tenantReadModels } from './tenant-read-models.ts';

const defaultWaitMs = 2_000;
const longestWaitMs = 10_000;

export interface QueryHandler {
  /**
   * Answers a query for one thing. Throws DomainError VALIDATION_FAILED, FORBIDDEN, NOT_FOUND (also for a
   * thing of another organization) and UNAVAILABLE (the read models did not reach `minPosition` in time).
   */
  one<Item extends z.ZodType>(
    query: OneQuery<string, z.ZodObject, Item>,
    params: unknown,
    context: QueryContext,
    options?: QueryOptions,
  ): Promise<OneAnswer<z.output<Item>>>;
  /** Answers a query for many things; the same errors. */
  list<Item extends z.ZodType>(
    query: ListQuery<string, z.ZodObject, Item>,
    request: ListRequest,
    context: QueryContext,
    options?: QueryOptions,
  ): Promise<ListAnswer<z.output<Item>>>;
}

interface QueryHandlerParts {
  readonly database: ReadDatabase;
  readonly freshness: Freshness;
  /** Key of the cursors' signatures, the same in every process. */
  readonly cursorSecret: string;
}

/**
 * Runs the definitions of queries: limits them to the organization, checks the request, reads, and shapes the
 * answer.
 */
export function createQueryHandler({ database, freshness, cursorSecret }: QueryHandlerParts): QueryHandler {
  const statementOf = createStatements(database.builder);
  return {
    async one(query, params, context, options = {}) {
      admit(query, context);
      const input = parseInput(query.params, params);
      const reached = await readModelsAt(freshness, query, options);
      const [row] = await database.send(statementOf(query, input, context));
      if (!row) throw notFound();
      const revision = query.revision === undefined ? null : Number(row[query.revision]);
      return { item: query.toItem(row, context), revision, freshness: reached };
    },
    async list(query, request, context, options = {}) {
      admit(query, context);
      const checked = readListRequest(query, request, context, cursorSecret);
      const reached = await readModelsAt(freshness, query, options);
      const read = tenantReadModels(database.builder, context.organizationId);
      const { rows, page } = await readList(database, query, read, checked, context);
      return { items: rows.map((row) => query.toItem(row, context)), page, freshness: reached };
    },
  };
}

/** Everybody who asks has a role, apart from processes. */
function admit({ roles }: QueryDefinition, { actor, role }: QueryContext): void {
  if (actor.type === 'process') return;
  if (role === null || (roles && !roles.includes(role))) {
    throw new DomainError('FORBIDDEN', 'your role does not allow this');
  }
}

/** Taken before the rows are read: they are at least as fresh as the answer says. */
async function readModelsAt(
  freshness: Freshness,
  { readModels }: QueryDefinition,
  { minPosition, waitMs = defaultWaitMs }: QueryOptions,
): Promise<ReadPosition> {
  const patienceMs = Math.min(waitMs, longestWaitMs);
  if (minPosition && !(await freshness.waitFor(minPosition, patienceMs, readModels))) {
    throw notReached(freshness.lagging(minPosition, readModels), freshness.current(readModels));
  }
  return freshness.current(readModels);
}
