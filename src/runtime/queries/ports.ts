import type { Knex } from 'knex';
import type { LogPosition } from '../../core/define-events.ts';
import type { ReadRow } from '../../core/define-query.ts';

/** SQL with `$1`, `$2` … and their values. */
export interface Statement {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

/** Executes what queries build. */
export interface ReadDatabase {
  /** Builds only; has no connection of its own. */
  readonly builder: Knex;
  /**
   * Rows of the query, which is sent as a named prepared statement. Values arrive as `table.ts` has them:
   * int8 and decimals as strings (no trailing zeros), dates as `YYYY-MM-DD`, timestamps as ISO-8601 UTC.
   * Throws DomainError UNAVAILABLE where the database cannot be reached.
   */
  run(query: Knex.QueryBuilder): Promise<ReadRow[]>;
  /** The same for SQL that was built before. */
  send(statement: Statement): Promise<ReadRow[]>;
}

/** How far read models have come. */
export interface ReadPosition {
  readonly position: LogPosition;
  /** How many events of the log are at or before it: a count without gaps. */
  readonly ordinal: number;
  /** At most the age of the oldest event that is not in them yet, milliseconds; 0 when there is none. */
  readonly lagMs: number;
}

/** A projection that has not reached a position that somebody asked for, and what it does. */
export interface LaggingProjection extends ReadPosition {
  readonly projection: string;
  /** `diverged`: its rows are of another log; `running`: nobody has paused it and nothing is rebuilt; it has just not got there. */
  readonly state: 'diverged' | 'paused' | 'building' | 'catching-up' | 'running';
}

/**
 * Tells how far the read models are: of the named projections the one that is furthest behind; of all of them
 * where none is named. Throws for a name that no projection has.
 */
export interface Freshness {
  /** As far as this process knows: behind the truth at most, never ahead of it. */
  current(projections?: readonly string[]): ReadPosition;
  /**
   * True once the read models contain everything up to `position`; false after `timeoutMs`. Throws DomainError
   * UNAVAILABLE where too many wait.
   */
  waitFor(position: LogPosition, timeoutMs: number, projections?: readonly string[]): Promise<boolean>;
  /** Those that have not reached the position, the one that is furthest behind first. */
  lagging(position: LogPosition, projections?: readonly string[]): LaggingProjection[];
}

export interface QueryOptions {
  /** Consistency token: the answer contains everything up to here. */
  readonly minPosition?: LogPosition;
  /** How long to wait for it, milliseconds; 2,000 by default, 10,000 at most. */
  readonly waitMs?: number;
}

/** What a client asks of a list, as it came in: everything is checked by the runtime. */
export interface ListRequest {
  readonly params: unknown;
  /** Field → value (`eq`), or field → operator → value. */
  readonly filter?: unknown;
  /** `field:direction`, comma-separated. */
  readonly sort?: unknown;
  readonly cursor?: unknown;
  /** 1 to 200, 50 by default. */
  readonly limit?: unknown;
  /** From 1; asks for pages with a total instead of a cursor. */
  readonly page?: unknown;
  readonly perPage?: unknown;
}

interface CursorPage {
  readonly limit: number;
  readonly nextCursor: string | null;
  readonly prevCursor: string | null;
}

interface NumberedPage {
  readonly page: number;
  readonly perPage: number;
  readonly total: number;
  readonly pages: number;
}

export interface OneAnswer<Item> {
  readonly item: Item;
  /** Revision of the thing's stream, for its ETag; null where the query has none. */
  readonly revision: number | null;
  readonly freshness: ReadPosition;
}

export interface ListAnswer<Item> {
  readonly items: readonly Item[];
  readonly page: CursorPage | NumberedPage;
  readonly freshness: ReadPosition;
}
