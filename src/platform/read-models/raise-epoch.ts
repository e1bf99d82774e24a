import type { Client } from 'pg';

/**
 * Raises the epoch of all checkpoints, and answers it. It fences off whoever writes with an earlier one, and
 * lets readers go back to an earlier position. To be run in a transaction.
 */
export async function raiseEpoch(client: Client): Promise<string> {
  const { rows } = await client.query<{ epoch: string }>(
    'UPDATE ops.checkpoints SET epoch = (SELECT max(epoch) + 1 FROM ops.checkpoints) RETURNING epoch',
  );
  return rows[0]?.epoch ?? '0';
}
