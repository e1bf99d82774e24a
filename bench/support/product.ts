import { randomBytes } from 'node:crypto';
import type { QueryContext } from '../../src/core/define-query.ts';
import { apiClient } from './api-client.ts';
import type { Environment } from './environment.ts';
import { type Server, startServer } from './processes.ts';
import { runStatement } from './run-statement.ts';
import { type SeededObjectives, seedObjectives } from './seed-objectives.ts';

/** The running product: one process per role, on servers of its own, and an organization that works. */
export interface Product extends SeededObjectives {
  readonly url: string;
  readonly databaseUrl: string;
  readonly eventStoreUrl: string;
  /** Headers of a request by the organization's owner. */
  readonly headers: Readonly<Record<string, string>>;
  /** The same owner, as queries know them. */
  readonly context: QueryContext;
  /** Resolves once the read models have everything that happened before. */
  startProjector(): Promise<void>;
  stopProjector(): Promise<void>;
  stop(): Promise<void>;
}

const account = { email: 'owner@example.com', password: 'a long and dull passphrase' };

/** Starts the roles as production does, with the projector, and fills the product over its API. */
export async function startProduct(environment: Environment): Promise<Product> {
  const [eventStore, databaseUrl] = await Promise.all([
    environment.startEventStore(),
    environment.createDatabase(),
  ]);
  const shared = {
    EVENTSTORE_URL: eventStore.url,
    DATABASE_URL: databaseUrl,
    OUTCOMES_SECRET: randomBytes(32).toString('base64url'),
    PORT: '0',
    OPERATIONS_PORT: '0',
  };
  const startRole = (role: string) => startServer('src/main', [], { ...shared, ROLES: role });
  const api = await startRole('api');
  let projector: Server | null = await startRole('projector');

  const post = apiClient(api.url);
  await post('/auth/register', {
    ...account,
    displayName: 'Bench Owner',
    organization: { name: 'Bench', slug: 'bench' },
  });
  const { accessToken, organizationId, userId } = await post('/auth/sign-in', account);
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
  const seeded = await seedObjectives(apiClient(api.url, headers));
  const caughtUp = () => untilCaughtUp(`${api.url}/api/v1/key-results/${seeded.keyResultIds[0]}`, headers);
  await caughtUp();
  // What autovacuum does within a minute, and to tables that have grown only.
  await runStatement(databaseUrl, 'ANALYZE read.objectives, read.key_results, read.objective_progress');

  const product: Product = {
    ...seeded,
    url: api.url,
    databaseUrl,
    eventStoreUrl: eventStore.url,
    headers,
    context: {
      organizationId: String(organizationId),
      actor: { type: 'user', id: String(userId) },
      role: 'owner',
      now: new Date().toISOString(),
    },
    async startProjector() {
      projector ??= await startRole('projector');
      await caughtUp();
    },
    async stopProjector() {
      await projector?.stop();
      projector = null;
    },
    async stop() {
      await product.stopProjector();
      await api.stop();
      await eventStore.stop();
    },
  };
  return product;
}

/** Waits until a check-in that is made now can be read, and so all before it. Throws Error after a minute. */
async function untilCaughtUp(keyResult: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const body = JSON.stringify({ value: '1', comment: 'Is everything visible?' });
  const made = await fetch(`${keyResult}/check-ins`, { method: 'POST', headers, body });
  const token = made.headers.get('x-consistency-token');
  if (token === null) throw new Error(`a check-in was answered with ${made.status}`);
  const giveUpAt = performance.now() + 60_000;
  while (performance.now() < giveUpAt) {
    const read = await fetch(keyResult, {
      headers: { ...headers, 'x-consistency-token': token, prefer: 'wait=5' },
    });
    if (read.ok) return;
  }
  throw new Error('the read models do not catch up');
}
