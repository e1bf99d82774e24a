import type { Client } from 'pg';
import type { Table } from '../../core/table.ts';
import type { Generation } from '../../runtime/projections/ownership.ts';
import { schemaOf, tableIn } from './schemas.ts';

interface IndexRow {
  readonly name: string;
  readonly definition: string;
  /** Definition of the constraint that it belongs to. */
  readonly constraint: string | null;
  readonly unique: boolean;
  readonly first_column: string | null;
}

/** Makes an empty table beside the live one, with what is needed to fill it: other indexes come at the end. */
export async function createShadowTable(client: Client, table: Table): Promise<void> {
  const [live, next] = [tableIn('live', table.name), tableIn('next', table.name)];
  await client.query(`DROP TABLE IF EXISTS ${next}`);
  await client.query(`CREATE TABLE ${next} (LIKE ${live} INCLUDING ALL EXCLUDING INDEXES)`);
  for (const index of await indexesOf(client, 'live', table)) {
    if (index.constraint !== null || index.unique || index.first_column === table.group) {
      await client.query(creating(client, table, index));
    }
  }
  await copyCommentAndGrants(client, table);
}

/** Gives a shadow table the indexes of the live one that it does not have yet, with one core of the server's. */
export async function completeShadowIndexes(client: Client, table: Table): Promise<void> {
  await client.query('SET max_parallel_maintenance_workers = 0');
  const has = new Set((await indexesOf(client, 'next', table)).map(({ name }) => name));
  for (const index of await indexesOf(client, 'live', table)) {
    if (!has.has(index.name)) await client.query(creating(client, table, index));
  }
  await client.query(`ANALYZE ${tableIn('next', table.name)}`);
}

async function indexesOf(client: Client, generation: Generation, table: Table): Promise<IndexRow[]> {
  const { rows } = await client.query<IndexRow>(
    `SELECT c.relname AS name, pg_get_indexdef(c.oid) AS definition, i.indisunique AS unique,
        (SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k
          WHERE k.conindid = c.oid AND k.conrelid = i.indrelid) AS constraint,
        (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[0])
          AS first_column
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE i.indrelid = $1::regclass ORDER BY c.relname`,
    [tableIn(generation, table.name)],
  );
  return rows;
}

/** Indexes keep their names: those are the schema's. */
function creating(client: Client, table: Table, { name, definition, constraint }: IndexRow): string {
  const next = tableIn('next', table.name);
  if (constraint !== null) {
    return `ALTER TABLE ${next} ADD CONSTRAINT ${client.escapeIdentifier(name)} ${constraint}`;
  }
  return definition.replace(` ON ${schemaOf('live')}.`, ` ON ${schemaOf('next')}.`);
}

async function copyCommentAndGrants(client: Client, table: Table): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    `SELECT format('COMMENT ON TABLE %s IS %L', $2::text, obj_description($1::regclass, 'pg_class')) AS statement
    UNION ALL
    SELECT format('GRANT %s ON %s TO %s', acl.privilege_type, $2::text,
        CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(acl.grantee)) END)
      FROM pg_class c, aclexplode(c.relacl) acl WHERE c.oid = $1::regclass AND acl.grantee <> c.relowner`,
    [tableIn('live', table.name), tableIn('next', table.name)],
  );
  for (const { statement } of rows) await client.query(statement);
}
