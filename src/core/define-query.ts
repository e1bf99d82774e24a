import type { Knex } from 'knex';
import type { z } from 'zod';
import type { Principal, Role } from './define-command.ts';

/** Who asks, and when. */
export interface QueryContext extends Principal {
  /** ISO-8601 UTC. */
  readonly now: string;
}

/** The read models of one organization. Queries build on it; only the runtime executes. */
export interface ReadModels {
  /** Query builder over `read.<name>`, already limited to the organization. */
  table(name: string): Knex.QueryBuilder;
  /** For expressions inside a builder. */
  raw(sql: string, bindings?: readonly Knex.Value[]): Knex.Raw;
}

/** A row as the database gives it. */
export type ReadRow = Record<string, unknown>;

interface QueryBase<Name extends string, Params extends z.ZodObject, Item extends z.ZodType> {
  readonly name: Name;
  /** One sentence for the API documentation. */
  readonly summary: string;
  /** GET route; `:names` are fields of `params`. */
  readonly route: string;
  /** Strict schema of the path and query parameters (for a list: those besides filter, sort and page). */
  readonly params: Params;
  /** One item of the answer: documents it, and tests hold real answers against it. */
  readonly item: Item;
  /**
   * Projections the answer comes from: a consistency token waits for them, and for no others, and the answer
   * tells position and lag of the one that is furthest behind.
   */
  readonly readModels: readonly string[];
  /** Roles that may ask; every member by default. */
  readonly roles?: readonly Role[];
  /** Turns a row into the item that is answered. */
  toItem(row: ReadRow, context: QueryContext): z.output<Item>;
}

/** A query for one thing: the first row of `from`, NOT_FOUND without one. */
export interface OneQuery<
  Name extends string = string,
  Params extends z.ZodObject = z.ZodObject,
  Item extends z.ZodType = z.ZodType,
> extends QueryBase<Name, Params, Item> {
  readonly kind: 'one';
  /** Binds the values of `params`; decides nothing by them, since the SQL is kept for the next ones. */
  from(read: ReadModels, params: z.output<Params>, context: QueryContext): Knex.QueryBuilder;
  /** Column with the stream revision; becomes the ETag that a command's If-Match takes. */
  readonly revision?: string;
}

/** `number` is any decimal. Of an array, `eq` asks for an element, `in` for any of several. */
export type ListFieldType =
  | 'text'
  | 'uuid'
  | 'integer'
  | 'number'
  | 'date'
  | 'timestamp'
  | 'boolean'
  | 'uuid[]'
  | 'text[]';

/** How a field of a list may be filtered and sorted; anything else is a VALIDATION_FAILED. */
export interface ListField {
  /** Qualified column, or an SQL expression that the query itself writes. */
  readonly column: string;
  readonly type: ListFieldType;
  readonly filter?: boolean;
  readonly sort?: boolean;
}

/** A query for many things, filtered, sorted and paged by the runtime in one way for all. */
export interface ListQuery<
  Name extends string = string,
  Params extends z.ZodObject = z.ZodObject,
  Item extends z.ZodType = z.ZodType,
> extends QueryBase<Name, Params, Item> {
  readonly kind: 'list';
  from(read: ReadModels, params: z.output<Params>, context: QueryContext): Knex.QueryBuilder;
  /** Where the list hangs below one thing: no row of it is NOT_FOUND. */
  parent?(read: ReadModels, params: z.output<Params>, context: QueryContext): Knex.QueryBuilder;
  readonly fields: Readonly<Record<string, ListField>>;
  /** Sort that applies where the client names none, as `field:direction`. */
  readonly defaultSort: string;
  /** A unique field that breaks ties, so that cursors are stable. */
  readonly tieBreaker: string;
}

export type QueryDefinition = OneQuery | ListQuery;

/** Defines a query for one thing. */
export function defineQuery<const Name extends string, Params extends z.ZodObject, Item extends z.ZodType>(
  definition: Omit<OneQuery<Name, Params, Item>, 'kind'>,
): OneQuery<Name, Params, Item> {
  return { kind: 'one', ...definition };
}

/** Defines a query for a list of things. */
export function defineList<const Name extends string, Params extends z.ZodObject, Item extends z.ZodType>(
  definition: Omit<ListQuery<Name, Params, Item>, 'kind'>,
): ListQuery<Name, Params, Item> {
  return { kind: 'list', ...definition };
}
