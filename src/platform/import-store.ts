import type { Pool } from 'pg';
import { noCounts } from '../jobs/import-okrs/counts.ts';
import type {
  CheckedImport,
  ImportRecord,
  ImportStore,
  OpenImport,
} from '../jobs/import-okrs/import-store.ts';
import { databaseUnavailable } from './database-unavailable.ts';
import { retry } from './retry.ts';

type Row = Omit<ImportRecord, 'createdAt' | 'startedAt' | 'finishedAt'> & {
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
};

const columns = `id, organization_id AS "organizationId", requested_by AS "requestedBy", status, options,
  fingerprint, rows, rows_done AS "rowsDone", created, unchanged, problems, problem_count AS total,
  bad_rows AS "badRows", created_at AS "createdAt", started_at AS "startedAt", finished_at AS "finishedAt"`;

/**
 * The table ops.imports. A statement is tried again where a connection breaks, so it may be done twice;
 * throws UNAVAILABLE where that does not help.
 */
export function createImportStore(pool: Pool): ImportStore {
  const query = async <Found extends object>(sql: string, values: unknown[]): Promise<Found[]> => {
    try {
      return (await retry(3, 200, () => pool.query<Found>(sql, values))).rows;
    } catch (error) {
      throw databaseUnavailable(error, 'the database cannot be reached') ?? error;
    }
  };
  const records = async (condition: string, values: unknown[]) =>
    (await query<Row>(`SELECT ${columns} FROM ops.imports WHERE ${condition}`, values)).map(toRecord);

  return {
    async add({ id, organizationId, requestedBy, options, fingerprint, file, createdAt }) {
      const rows = await query(
        `INSERT INTO ops.imports
           (id, organization_id, requested_by, status, options, fingerprint, file, created, unchanged, created_at)
         VALUES ($1, $2, $3, 'waiting', $4, $5, $6, $7, $7, $8) ON CONFLICT (id) DO NOTHING RETURNING id`,
        [id, organizationId, requestedBy, options, fingerprint, file, noCounts, createdAt],
      );
      const [record] = await records('id = $1', [id]);
      if (!record) throw new Error('the import is gone');
      return { record, added: rows.length === 1 };
    },
    async find(organizationId, id) {
      return (await records('organization_id = $1 AND id = $2', [organizationId, id]))[0] ?? null;
    },
    list: (organizationId, limit) =>
      records('organization_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2', [organizationId, limit]),
    async unfinished(organizationId) {
      const rows = await query<{ id: string }>(
        `SELECT id FROM ops.imports WHERE finished_at IS NULL AND ($1::uuid IS NULL OR organization_id = $1)`,
        [organizationId ?? null],
      );
      return rows.map(({ id }) => id);
    },
    async open(id, now) {
      const [row] = await query<Row & { file: Buffer }>(
        `UPDATE ops.imports SET started_at = coalesce(started_at, $2),
           status = CASE status WHEN 'waiting' THEN 'checking' ELSE status END
         WHERE id = $1 AND finished_at IS NULL RETURNING ${columns}, file`,
        [id, now],
      );
      return row ? toOpen(row) : null;
    },
    async begin(id, checked) {
      await query(`UPDATE ops.imports SET status = 'running', ${found} WHERE ${unended}`, [
        id,
        ...foundOf(checked),
      ]);
    },
    async progress(id, rowsDone) {
      await pool.query(`UPDATE ops.imports SET rows_done = greatest(rows_done, $2) WHERE ${unended}`, [
        id,
        rowsDone,
      ]);
    },
    async finish(id, finished, now) {
      await query(
        `UPDATE ops.imports SET ${found}, status = $8, created = $9, finished_at = $10, file = NULL
         WHERE ${unended}`,
        [id, ...foundOf(finished), finished.status, finished.created, now],
      );
    },
  };
}

const unended = 'id = $1 AND finished_at IS NULL';
const found = 'rows = $2, rows_done = $3, unchanged = $4, problems = $5, problem_count = $6, bad_rows = $7';

function foundOf({ rows, rowsDone, unchanged, problems, total, badRows }: CheckedImport): unknown[] {
  return [rows, rowsDone, unchanged, JSON.stringify(problems), total, badRows];
}

function toOpen(row: Row & { file: Buffer }): OpenImport {
  const { id, organizationId, requestedBy, options, file, problems, total, badRows, unchanged } = row;
  const begun = row.status === 'running' ? { problems, total, badRows, unchanged } : null;
  return { id, organizationId, requestedBy, options, file, begun };
}

function toRecord({ createdAt, startedAt, finishedAt, ...row }: Row): ImportRecord {
  return {
    ...row,
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}
