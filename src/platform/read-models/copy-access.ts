import { type Client, DatabaseError } from 'pg';
import { TablesInUseError, TaskImpossibleError } from '../../runtime/projections/ownership.ts';

/** Who may do what with which tables ($1) and columns. What the owner may is not to be copied. */
const grants = `SELECT of.oid, c.relowner, acl.column, acl.privilege_type, acl.is_grantable, acl.grantor,
    CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(acl.grantee)) END AS grantee
  FROM unnest($1::regclass[]) AS of (oid) JOIN pg_class c ON c.oid = of.oid CROSS JOIN LATERAL (
    SELECT NULL AS column, t.* FROM aclexplode(c.relacl) AS t
    UNION ALL SELECT quote_ident(a.attname), t.* FROM pg_attribute a, aclexplode(a.attacl) AS t
      WHERE a.attrelid = of.oid AND NOT a.attisdropped
  ) AS acl WHERE acl.grantee <> c.relowner`;

/** A row of the catalogue that was waited for is another by now. */
const concurrentlyUpdated = 'XX000';

/**
 * Gives tables the access to the live ones, table by table, and takes any other away. What has been granted on
 * the live ones cannot be revoked by others until the end of the transaction: the REVOKE would be lost. Throws
 * {@link TablesInUseError} where somebody changes it, {@link TaskImpossibleError} as {@link refuseForeignGrants}.
 */
export async function copyAccess(
  client: Client,
  live: readonly string[],
  to: readonly string[],
): Promise<void> {
  await holdAccess(client, live);
  await refuseForeignGrants(client, live);
  const { rows } = await client.query<{ statement: string }>(
    `WITH pairs AS (SELECT * FROM unnest($1::regclass[], $2::regclass[]) AS p (live, taken)),
      wanted AS (${grants}), there AS (${grants.replace('$1', '$2')})
    SELECT DISTINCT format('REVOKE ALL ON %s FROM %s CASCADE', oid::regclass, grantee) AS statement, 1 AS at
      FROM there
    UNION ALL SELECT format('GRANT %s %s ON %s TO %s %s', privilege_type, '(' || wanted.column || ')',
        taken::regclass, grantee, CASE WHEN is_grantable THEN 'WITH GRANT OPTION' END), 2
      FROM wanted JOIN pairs ON live = wanted.oid
    ORDER BY at`,
    [live, to],
  );
  if (rows.length > 0) await client.query(rows.map(({ statement }) => statement).join(';'));
}

/** Nobody can let everybody pass on access, so this changes nothing; it keeps the rows of the catalogue. */
async function holdAccess(client: Client, live: readonly string[]): Promise<void> {
  try {
    await client.query(`REVOKE GRANT OPTION FOR ALL ON ${live} FROM PUBLIC`);
  } catch (error) {
    const changed = error instanceof DatabaseError && error.code === concurrentlyUpdated;
    throw changed ? new TablesInUseError() : error;
  }
}

/** Throws {@link TaskImpossibleError} where somebody has passed on what the owner of a table let them. */
export async function refuseForeignGrants(client: Client, live: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ of: string; grantee: string; grantor: string }>(
    `SELECT oid::regclass::text AS of, grantee, pg_get_userbyid(grantor) AS grantor FROM (${grants}) AS found
      WHERE grantor <> relowner ORDER BY 1, 2 LIMIT 1`,
    [live],
  );
  const [first] = rows;
  if (!first) return;
  throw new TaskImpossibleError(
    `${first.grantee} has access to ${first.of} from ${first.grantor}, who alone could give it again for the table ` +
      'that takes its place: let the owner of the table grant it instead',
  );
}
