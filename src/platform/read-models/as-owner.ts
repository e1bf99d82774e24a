import { type Client, DatabaseError } from 'pg';
import { TablesInUseError } from '../../runtime/projections/ownership.ts';
import { LostOwnershipError } from '../../runtime/projections/ports.ts';

/** Whoever queries waits behind a lock that waits: it must not wait long. */
const lockTimeoutMs = 250;
const lockNotAvailable = '55P03';
const deadlockDetected = '40P01';

/**
 * Runs statements in one transaction, unless another process has raised the epoch, which waits until the
 * transaction is over. Throws {@link LostOwnershipError}, {@link TablesInUseError} where a lock is not to be had,
 * and what the statements throw.
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
    const code = error instanceof DatabaseError ? error.code : undefined;
    if (code === lockNotAvailable || code === deadlockDetected) throw new TablesInUseError();
    throw error;
  }
}
