import { type Client, DatabaseError } from 'pg';
import { TablesInUseError, TaskImpossibleError } from '../../runtime/projections/ownership.ts';
import { LostOwnershipError } from '../../runtime/projections/ports.ts';

/** Whoever queries waits behind a lock that waits: it must not wait long. */
const lockTimeoutMs = 250;
const lockNotAvailable = '55P03';
const deadlockDetected = '40P01';
/** Also of an index. */
const duplicateTable = '42P07';
const uniqueViolation = '23505';
/** Classes of SQLSTATE that another try may mend: connections, transactions, resources, operators, the system. */
const transient = /^(08|40|53|55|57|58|25P03|XX)/;

/**
 * Runs statements in one transaction, unless another process has raised the epoch, which waits until the
 * transaction is over. Throws {@link LostOwnershipError}, {@link TablesInUseError} where a lock is not to be had,
 * {@link TaskImpossibleError} where the database refuses, and what else the statements throw.
 */
export async function asOwner<T>(client: Client, epoch: string, work: () => Promise<T>): Promise<T> {
  try {
    await client.query('BEGIN');
    await client.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
    await client.query('LOCK TABLE ops.checkpoints IN ROW EXCLUSIVE MODE');
    const { rows } = await client.query<{ epoch: string }>('SELECT max(epoch) AS epoch FROM ops.checkpoints');
    if (rows[0]?.epoch !== epoch) throw new LostOwnershipError();
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw taskError(error);
  }
}

/** {@link TablesInUseError} for a lock that is not to be had. Errors of other kinds stay what they are. */
export function lockError(error: unknown): unknown {
  return error instanceof DatabaseError && error.code === lockNotAvailable ? new TablesInUseError() : error;
}

/** What an error of the database means for a task. Errors of other kinds stay what they are. */
export function taskError(error: unknown): unknown {
  if (!(error instanceof DatabaseError) || error.code === undefined) return error;
  if (error.code === lockNotAvailable || error.code === deadlockDetected) return new TablesInUseError();
  // What an earlier owner had begun to make was finished after all.
  if (error.code === duplicateTable || (error.code === uniqueViolation && error.schema === 'pg_catalog'))
    return new TablesInUseError();
  return transient.test(error.code) ? error : new TaskImpossibleError(error.message);
}
