import type { Client } from 'pg';
import type { ProjectionDefinition } from '../../core/define-projection.ts';
import type { TableUser } from '../../runtime/projections/ownership.ts';
import { schemaOf, tablesOf } from './schemas.ts';

const places = ['live', 'next', 'previous', 'replaced'] as const;
/** More would tell nobody more. */
const mostUsers = 10;

/** Who has locked tables of projections, of any generation; others than `client`. */
export async function tableUsers(
  client: Pick<Client, 'query'>,
  projections: readonly ProjectionDefinition[],
): Promise<TableUser[]> {
  const { rows } = await client.query<TableUser>(
    `SELECT DISTINCT pid, coalesce(application_name, 'a prepared transaction') AS application
      FROM pg_locks JOIN pg_class ON pg_class.oid = relation LEFT JOIN pg_stat_activity USING (pid)
      WHERE granted AND locktype = 'relation' AND pid IS DISTINCT FROM pg_backend_pid()
        AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND relname = ANY($1) AND relnamespace = ANY($2::regnamespace[]) ORDER BY pid LIMIT ${mostUsers}`,
    [tablesOf(projections).map(({ name }) => name), places.map(schemaOf)],
  );
  return rows;
}
