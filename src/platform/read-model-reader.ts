import { DomainError } from '../core/domain-error.ts';
import type { ReadModelReader } from '../core/ports.ts';
import { describeLagging } from '../runtime/queries/not-reached.ts';
import type { Freshness, ReadDatabase } from '../runtime/queries/ports.ts';

/** How long a command waits for the read models to catch up with the log, in milliseconds. */
const patienceMs = 5000;

interface Parts {
  readonly database: ReadDatabase;
  readonly freshness: Freshness;
  /** Name of the projection that writes a table. */
  readonly ownerOf: (table: string) => string;
}

/**
 * Rows for `prepare`: read once the projection that writes them has reached a position. Throws UNAVAILABLE
 * where it does not.
 */
export function createReadModelReader({ database, freshness, ownerOf }: Parts): ReadModelReader {
  return {
    async rowsAt(position, organizationId, table, where) {
      const owner = [ownerOf(table)];
      if (!(await freshness.waitFor(position, patienceMs, owner))) {
        const why = describeLagging(freshness.lagging(position, owner));
        throw new DomainError('UNAVAILABLE', `the read models are behind: ${why}; try again shortly`);
      }
      const query = database.builder.withSchema('read').from(table);
      return database.run(query.where({ ...where, organization_id: organizationId }));
    },
  };
}
