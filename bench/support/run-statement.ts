import { Client } from 'pg';

/** Runs one statement on a connection of its own. */
export async function runStatement(databaseUrl: string, statement: string): Promise<void> {
  await queryRows(databaseUrl, statement);
}

/** The rows that a statement answers. */
export async function queryRows(databaseUrl: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client(databaseUrl);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}
