import type { Knex } from 'knex';
import type { OneQuery, QueryContext } from '../../core/define-query.ts';
import type { Statement } from './ports.ts';
import { tenantReadModels } from './tenant-read-models.ts';

type Params = Readonly<Record<string, unknown>>;
/** Where a binding of a statement comes from. */
type Source = (params: Params, context: QueryContext) => unknown;
type Shape = { readonly sql: string; readonly sources: readonly Source[] };

/** Stands in no text that PostgreSQL can hold, so that a mark is never taken for a value. */
const edge = '\u0000';
const mark = (name: string) => `${edge}${name}${edge}`;

/**
 * Statements of queries for one thing. Building SQL costs more than sending it, so it is built once for each
 * query, role, kind of actor and set of given parameters, with marks for the values, and filled in from then
 * on. Hence `from` of such a query may bind the values of its parameters, and may not decide anything by
 * them. Where it does not simply bind them all, its SQL is built every time.
 */
export function createStatements(builder: Knex) {
  const shapes = new Map<string, Shape | null>();

  const build = (query: OneQuery, params: Params, context: QueryContext): Statement =>
    query
      .from(tenantReadModels(builder, context.organizationId), params, context)
      .limit(1)
      .toSQL()
      .toNative();

  return function statementOf(query: OneQuery, params: Params, context: QueryContext): Statement {
    const names = Object.keys(params);
    const key = `${query.name} ${context.role} ${context.actor.type} ${names.join()}`;
    let shape = shapes.get(key);
    if (shape === undefined) {
      shape = names.every((name) => typeof params[name] === 'string')
        ? shapeOf(build, query, names, context)
        : null;
      shapes.set(key, shape);
    }
    if (shape === null) return build(query, params, context);
    return { sql: shape.sql, bindings: shape.sources.map((source) => source(params, context)) };
  };
}

/** The statement with a source for every binding; null where a value was used in another way. */
function shapeOf(
  build: (query: OneQuery, params: Params, context: QueryContext) => Statement,
  query: OneQuery,
  names: readonly string[],
  context: QueryContext,
): Shape | null {
  const own = new Map<unknown, Source>(names.map((name) => [mark(name), (params) => params[name]]));
  const sources = new Map<unknown, Source>([
    ...own,
    [mark('context.organizationId'), (_, { organizationId }) => organizationId],
    [mark('context.actor.id'), (_, { actor }) => actor.id],
    [mark('context.now'), (_, { now }) => now],
  ]);
  const { sql, bindings } = build(query, Object.fromEntries(names.map((name) => [name, mark(name)])), {
    organizationId: mark('context.organizationId'),
    actor: { type: context.actor.type, id: mark('context.actor.id') },
    role: context.role,
    now: mark('context.now'),
  });
  const allBound = [...own.keys()].every((name) => bindings.includes(name));
  const asTheyAre = bindings.every((value) => sources.has(value) || !String(value).includes(edge));
  if (!allBound || !asTheyAre || sql.includes(edge)) return null;
  return { sql, sources: bindings.map((value) => sources.get(value) ?? (() => value)) };
}
