import type { Knex } from 'knex';

/** Limits the rows of a bitemporal table to what was known at a moment; to what is known now without one. */
export function knownAt(
  rows: Knex.QueryBuilder,
  table: 'key_result_progress' | 'key_result_targets',
  moment: string | undefined,
): Knex.QueryBuilder {
  if (moment === undefined) return rows.whereNull(`${table}.superseded_at`);
  return rows
    .where(`${table}.recorded_at`, '<=', moment)
    .where((until) =>
      until.whereNull(`${table}.superseded_at`).orWhere(`${table}.superseded_at`, '>', moment),
    );
}
