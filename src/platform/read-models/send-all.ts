import { type Client, DatabaseError } from 'pg';
import { RefusedRowsError } from '../../runtime/projections/ports.ts';

export interface Statement {
  /** Prepared under this name. */
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
  /** Table whose rows it takes; a value that it refuses is then the fault of a row. */
  readonly table?: string;
}

const inFailedTransaction = '25P02';
/** Classes of SQLSTATE that blame the data: data exceptions and integrity violations. */
const blamesData = /^2[23]/;

/**
 * Sends all statements without waiting in between, and waits for all answers. Throws what the first one to fail
 * failed with, as {@link RefusedRowsError} where a row is to blame.
 */
export async function sendAll(
  client: Client,
  statements: readonly Statement[],
): Promise<{ rows: Record<string, unknown>[]; rowCount: number }[]> {
  const answers = await Promise.allSettled(
    statements.map(({ name, text, values }) => client.query({ name, text, values: [...values] })),
  );
  const results: { rows: Record<string, unknown>[]; rowCount: number }[] = [];
  answers.forEach((answer, index) => {
    if (answer.status === 'fulfilled') {
      results.push({ rows: answer.value.rows, rowCount: answer.value.rowCount ?? 0 });
      return;
    }
    const error: unknown = answer.reason;
    const table = statements[index]?.table;
    if (!(error instanceof DatabaseError)) throw error;
    if (error.code === inFailedTransaction) return;
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
