import type { Client } from 'pg';

/**
 * Switches row security of tables on and off as it is for the live ones, and takes their policies away. Answers
 * the statements that make the policies of the live tables for those that are live by then: policies may read
 * each other's tables.
 */
export async function copyRowSecurity(
  client: Client,
  live: readonly string[],
  to: readonly string[],
): Promise<string[]> {
  const { rows: changes } = await client.query<{ statement: string }>(
    `SELECT format('DROP POLICY %I ON %s', polname, polrelid::regclass) AS statement
      FROM pg_policy WHERE polrelid = ANY($2::regclass[])
    UNION ALL SELECT format('ALTER TABLE %s %s ROW LEVEL SECURITY, %s ROW LEVEL SECURITY', t.oid::regclass,
        CASE WHEN l.relrowsecurity THEN 'ENABLE' ELSE 'DISABLE' END,
        CASE WHEN l.relforcerowsecurity THEN 'FORCE' ELSE 'NO FORCE' END)
      FROM unnest($1::regclass[], $2::regclass[]) AS p (live, taken)
        JOIN pg_class l ON l.oid = p.live JOIN pg_class t ON t.oid = p.taken
      WHERE (l.relrowsecurity, l.relforcerowsecurity) <> (t.relrowsecurity, t.relforcerowsecurity)`,
    [live, to],
  );
  if (changes.length > 0) await client.query(changes.map(({ statement }) => statement).join(';'));
  const { rows: policies } = await client.query<{ statement: string }>(
    `SELECT format('CREATE POLICY %I ON %I.%I AS %s FOR %s TO %s', policyname, schemaname, tablename, permissive, cmd,
        (SELECT string_agg(quote_ident(role), ', ') FROM unnest(roles) AS role))
        || coalesce(' USING (' || qual || ')', '') || coalesce(' WITH CHECK (' || with_check || ')', '') AS statement
      FROM pg_policies WHERE (schemaname, tablename) IN (SELECT n.nspname, c.relname
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ANY($1::regclass[]))`,
    [live],
  );
  return policies.map(({ statement }) => statement);
}
