import { DomainError } from '../core/domain-error.ts';
import type { ReadModelReader } from '../core/ports.ts';
import type { Freshness, ReadDatabase } from '../runtime/queries/ports.ts';

/** How long a command waits for the read models to catch up with the log, in milliseconds. */
const patienceMs = 5000;

/**
 * Rows for `prepare`: read once the read models have reached a position. Throws UNAVAILABLE where they do
 * not.
 */
export function createReadModelReader(database: ReadDatabase, freshness: Freshness): ReadModelReader {
  return {
    async rowsAt(position, organizationId, table, where) {
      if (!(await freshness.waitFor(position, patienceMs))) {
        throw new DomainError('UNAVAILABLE', 'the read models are behind; try again shortly');
      }
      const query = database.builder.withSchema('read').from(table);
      return database.run(query.where({ ...where, organization_id: organizationId }));
    },
  };
}
