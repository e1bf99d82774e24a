import type { Pool, QueryResultRow } from 'pg';
import { databaseUnavailable } from '../platform/database-unavailable.ts';

/** The database of credentials and keys. */
export interface Database {
  /** Throws UNAVAILABLE while the server cannot be reached. */
  query<Row extends QueryResultRow>(
    sql: string,
    values?: unknown[],
  ): Promise<{ rows: Row[]; rowCount: number | null }>;
}

export function createDatabase(pool: Pool): Database {
  return {
    async query<Row extends QueryResultRow>(sql: string, values: unknown[] = []) {
      try {
        return await pool.query<Row>(sql, values);
      } catch (error) {
        throw databaseUnavailable(error, 'the database cannot be reached') ?? error;
      }
    },
  };
}
