import type { Pool } from 'pg';
import type { RecordedEvent } from '../../src/core/define-events.ts';
import type { QueryContext } from '../../src/core/define-query.ts';
import { createPool } from '../../src/platform/postgres.ts';
import { createReadDatabase } from '../../src/platform/read-database.ts';
import { createQueryHandler, type QueryHandler } from '../../src/runtime/queries/create-query-handler.ts';
import type { Freshness, ReadDatabase } from '../../src/runtime/queries/ports.ts';
import { createTestDatabase } from './create-test-database.ts';
import { seedReadModels } from './seed-read-models.ts';
import { uuid } from './uuid.ts';

/** Read models that stand still at position 100. */
export const still: Freshness = {
  current: () => ({ position: { commit: 100n, prepare: 100n }, ordinal: 100, lagMs: 0 }),
  waitFor: async ({ commit }) => commit <= 100n,
  lagging: () => [],
};

export interface QueryFixture {
  readonly handler: QueryHandler;
  readonly database: ReadDatabase;
  readonly pool: Pool;
  stop(): Promise<void>;
}

/** A query handler over a database of its own, whose read models have the events. */
export async function startQueryFixture(events: readonly RecordedEvent[]): Promise<QueryFixture> {
  const { url, drop } = await createTestDatabase();
  const pool = createPool(url, { applicationName: 'test' });
  await seedReadModels(pool, events);
  const database = createReadDatabase(pool);
  return {
    database,
    pool,
    handler: createQueryHandler({ database, freshness: still, cursorSecret: 'secret' }),
    async stop() {
      await pool.end();
      await drop();
    },
  };
}

/** Asks as a user with a role, by default as an owner, in the organization of the test events. */
export function asking(who: Partial<QueryContext> & { userId?: string } = {}): QueryContext {
  const { userId = uuid(901), ...rest } = who;
  return {
    organizationId: uuid(900),
    actor: { type: 'user', id: userId },
    role: 'owner',
    now: '2026-02-10T09:00:00.000Z',
    ...rest,
  };
}
