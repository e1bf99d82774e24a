import pg from 'pg';
import { clusterOwner } from './init-cluster.ts';

/**
 * Creates the cluster's database if it is missing and returns its URL. `url` is that of the `postgres`
 * database.
 * @throws Error when the server does not answer within 10 s.
 */
export async function ensureDatabase(url: URL): Promise<string> {
  const client = new pg.Client({
    connectionString: url.href,
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000,
  });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [clusterOwner]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${clusterOwner}`);
  } finally {
    await client.end();
  }
  const own = new URL(url);
  own.pathname = `/${clusterOwner}`;
  return own.href;
}
