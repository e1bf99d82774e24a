import type { Knex } from 'knex';
import { z } from 'zod';

/** How a list treats what was put away: left out by default. */
export const hiddenRows = z.enum(['exclude', 'include', 'only']).default('exclude');

/** Limits the rows by a boolean column that says whether one was put away. */
export function withHidden(
  rows: Knex.QueryBuilder,
  column: string,
  wanted: z.output<typeof hiddenRows>,
): Knex.QueryBuilder {
  return wanted === 'include' ? rows : rows.where(column, wanted === 'only');
}
