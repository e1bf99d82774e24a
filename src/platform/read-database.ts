import { DatabaseError, type Pool, TypeOverrides } from 'pg';
import type { ReadDatabase, Statement } from '../runtime/queries/ports.ts';
import { databaseUnavailable } from './database-unavailable.ts';
import { createKnex } from './postgres.ts';

const oid = { int8: 20, date: 1082, timestamptz: 1184, numeric: 1700 };

/** How values arrive, see {@link ReadDatabase}. */
const valueTypes = new TypeOverrides();
valueTypes.setTypeParser(oid.int8, (text: string) => text);
valueTypes.setTypeParser(oid.date, (text: string) => text);
valueTypes.setTypeParser(oid.timestamptz, (text: string) => new Date(text).toISOString());
valueTypes.setTypeParser(oid.numeric, (text: string) =>
  text.includes('.') ? text.replace(/\.?0+$/, '') : text,
);

/** Statements that stay prepared on a connection; filters make more shapes than a server should remember. */
const mostPrepared = 500;

/** Sent by the server when a table was replaced and its columns are others now. */
const planChanged = '0A000';

/** Runs queries on the pool, which stays the caller's to close. */
export function createReadDatabase(pool: Pool): ReadDatabase {
  const names = new Map<string, string>();
  let made = 0;

  const prepare = (sql: string): string => {
    made += 1;
    const name = `read_${made}`;
    names.set(sql, name);
    return name;
  };
  const execute = async (text: string, values: readonly unknown[], name: string | undefined) => {
    const query = { text, values: [...values], types: valueTypes };
    const { rows } = await pool.query<Record<string, unknown>>(name ? { ...query, name } : query);
    return rows;
  };
  const send = async ({ sql, bindings }: Statement) => {
    const name = names.get(sql) ?? (names.size < mostPrepared ? prepare(sql) : undefined);
    try {
      return await execute(sql, bindings, name);
    } catch (error) {
      if (error instanceof DatabaseError && error.code === planChanged && name) {
        return execute(sql, bindings, prepare(sql));
      }
      throw databaseUnavailable(error, 'the read models cannot be reached') ?? error;
    }
  };

  return { builder: createKnex(pool), run: (query) => send(query.toSQL().toNative()), send };
}
