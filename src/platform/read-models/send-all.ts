import { type Client, DatabaseError } from 'pg';
import { RefusedRowsError } from '../../runtime/projections/ports.ts';

export interface Statement {
  /** Prepared under this name; not at all without. */
  readonly name?: string;
  readonly text: string;
  readonly values: readonly unknown[];
  /** Table whose rows it takes; a value that it refuses is then the fault of a row. */
  readonly table?: string;
  /** How many rows it has to concern. */
  readonly rowCount?: number;
}

const inFailedTransaction = '25P02';
/** SQLSTATEs that blame the data: data exceptions, integrity violations, a row that an index has no place for. */
const blamesData = /^2[23]|^54000$/;

/**
 * Sends all statements without waiting in between, and waits for all answers. Throws what the first one to
 * fail failed with, as {@link RefusedRowsError} where a row is to blame.
 */
export async function sendAll(
  client: Client,
  statements: readonly Statement[],
): Promise<{ rows: Record<string, unknown>[]; rowCount: number }[]> {
  const answers = await Promise.allSettled(
    statements.map(({ name, text, values }) =>
      client.query({ ...(name === undefined ? {} : { name }), text, values: [...values] }),
    ),
  );
  const results: { rows: Record<string, unknown>[]; rowCount: number }[] = [];
  answers.forEach((answer, index) => {
    const { table, rowCount } = statements[index] ?? {};
    if (answer.status === 'fulfilled') {
      const found = answer.value.rowCount ?? 0;
      if (rowCount !== undefined && found !== rowCount) {
        throw new Error(`${found} rows of ${table} are there, not ${rowCount}: somebody else has written`);
      }
      results.push({ rows: answer.value.rows, rowCount: found });
      return;
    }
    const error: unknown = answer.reason;
    if (!(error instanceof DatabaseError)) throw error;
    if (error.code === inFailedTransaction && index > 0) return;
    if (table !== undefined && error.code !== undefined && blamesData.test(error.code)) {
      // The message of the database quotes the value; the code does not.
      throw new RefusedRowsError(
        table,
        `SQLSTATE ${error.code} ${error.column ?? error.constraint ?? ''}`.trim(),
      );
    }
    throw error;
  });
  return results;
}
