import type { Client } from 'pg';
import { TaskImpossibleError } from '../../runtime/projections/ownership.ts';

/**
 * Throws {@link TaskImpossibleError} for the first thing that hangs on one of the tables, or on its row type,
 * and is not made for the table that takes its place: it would stay with the old one, in silence. Tables that
 * are not there have nothing.
 */
export async function refuseDependants(client: Client, tables: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ dependant: string; of: string }>({
    name: 'dependants',
    text: `WITH tables AS MATERIALIZED (
      SELECT c.oid, t.oid AS type, t.typarray FROM unnest($1::text[]) AS name
        JOIN pg_class c ON c.oid = to_regclass(name) JOIN pg_type t ON t.oid = c.reltype
    )
    SELECT o.type || ' ' || o.identity AS dependant, tables.oid::regclass::text AS of
    FROM tables
      CROSS JOIN LATERAL (VALUES ('pg_class'::regclass, tables.oid), ('pg_type', tables.type),
        ('pg_type', tables.typarray)) AS root (class, oid)
      JOIN pg_depend d ON d.refclassid = root.class AND d.refobjid = root.oid AND d.deptype IN ('n', 'a')
      LEFT JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid AND r.rulename = '_RETURN'
      CROSS JOIN LATERAL pg_identify_object(CASE WHEN r.oid IS NULL THEN d.classid ELSE 'pg_class'::regclass END,
        coalesce(r.ev_class, d.objid), CASE WHEN r.oid IS NULL THEN d.objsubid ELSE 0 END) AS o
    WHERE CASE d.classid
      WHEN 'pg_attrdef'::regclass THEN false
      WHEN 'pg_statistic_ext'::regclass THEN false
      WHEN 'pg_class'::regclass THEN (SELECT relkind <> 'i' FROM pg_class WHERE oid = d.objid)
      WHEN 'pg_constraint'::regclass THEN (SELECT contype = 'f' FROM pg_constraint WHERE oid = d.objid)
      WHEN 'pg_trigger'::regclass THEN (SELECT NOT tgisinternal FROM pg_trigger WHERE oid = d.objid)
      WHEN 'pg_policy'::regclass THEN
        (SELECT polrelid NOT IN (SELECT oid FROM tables) FROM pg_policy WHERE oid = d.objid)
      ELSE true END
    ORDER BY 1, 2 LIMIT 1`,
    values: [tables],
  });
  const [first] = rows;
  if (!first) return;
  throw new TaskImpossibleError(
    `the ${first.dependant} depends on ${first.of}, and would stay with that table when another takes its place: ` +
      'drop it, and make it again afterwards',
  );
}
