import { randomBytes, randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { changeOrganizationSettings } from '../../src/commands/organization/change-organization-settings.ts';
import type { CommandDefinition } from '../../src/core/define-command.ts';
import type { RecordedEvent } from '../../src/core/define-events.ts';
import type { Clock, EventLog } from '../../src/core/ports.ts';
import { catalog } from '../../src/events/index.ts';
import { createIdentity, type Identity } from '../../src/identity/create-identity.ts';
import { type Registration, registration } from '../../src/identity/registration.ts';
import { createEventLog } from '../../src/platform/event-log/create-event-log.ts';
import { closePool, createPool } from '../../src/platform/postgres.ts';
import { createCommandHandler, type HandleCommand } from '../../src/runtime/commands/handle-command.ts';
import { createTestDatabase } from '../support/create-test-database.ts';
import { testServers } from '../support/test-servers.ts';

export const secret = 'a secret of the tests, long enough';
export const issuer = 'http://outcomes.test';
export const ids = { requestId: 'request-1', correlationId: 'correlation-1' };
export const goodPassword = 'violet otters juggle maps';

/** One process: its own caches over the shared servers. */
export interface TestProcess {
  readonly identity: Identity;
  readonly handle: HandleCommand;
  /** What failed in the background. */
  readonly errors: unknown[];
}

export interface TestSystem {
  readonly pool: Pool;
  readonly log: EventLog;
  readonly clock: Clock & { advance(ms: number): void };
  /** Starts one more process; `around` may watch or break what it does. */
  start(around?: {
    pool?: (pool: Pool) => Pool;
    log?: (log: EventLog) => EventLog;
    handle?: (handle: HandleCommand) => HandleCommand;
    issuer?: string;
    audience?: string;
  }): Promise<TestProcess>;
  /** Makes it a system that nobody has registered in. */
  empty(): Promise<void>;
  stop(): Promise<void>;
}

/** A database of its own and the event store of the test run. */
export async function startSystem(): Promise<TestSystem> {
  const database = await createTestDatabase();
  const pool = createPool(database.url, { applicationName: 'identity test' });
  const log = createEventLog({ url: testServers.eventStoreUrl(), catalog });
  let offset = 0;
  const clock = {
    now: () => new Date(Date.now() + offset).toISOString(),
    elapsed: () => performance.now() + offset,
    advance: (ms: number) => {
      offset += ms;
    },
  };
  const readModels = { rowsAt: () => Promise.reject(new Error('there are no read models here')) };
  return {
    pool,
    log,
    clock,
    async start(around = {}) {
      const errors: unknown[] = [];
      const engine = createCommandHandler({ log: around.log?.(log) ?? log, clock, readModels });
      const handle = around.handle?.(engine.handle) ?? engine.handle;
      const onError = (error: unknown) => errors.push(error);
      const own = around.pool?.(pool) ?? pool;
      const { facts } = engine;
      const audience = around.audience === undefined ? {} : { audience: around.audience };
      const identity = await createIdentity({
        ...{ pool: own, handle, facts, clock, secret, issuer: around.issuer ?? issuer, onError },
        ...audience,
      });
      return { identity, handle, errors };
    },
    async empty() {
      await pool.query('TRUNCATE identity.accounts, identity.sign_in_failures');
    },
    async stop() {
      await log.close();
      await closePool(pool);
      await database.drop();
    },
  };
}

/** A slug that no other test has. */
export const newSlug = () => `s${randomBytes(8).toString('hex')}`;
/** An address that no other test has. */
export const newEmail = () => `${randomUUID()}@example.com`;

/** A valid registration of somebody new; what is given replaces a part of it. */
export function registrationOf(given: Record<string, unknown> = {}): Registration {
  const anybody = { email: newEmail(), password: goodPassword, displayName: 'Ada Lovelace' };
  return registration.parse({ ...anybody, ...given });
}

/** The first registration of a system. */
export function founderOf(given: Record<string, unknown> = {}): Registration {
  return registrationOf({ organization: { name: 'Acme', slug: newSlug() }, ...given });
}

/** An organization with its owner, and a way to ask things of it. */
export async function foundSystem({ identity, handle }: TestProcess, given: Record<string, unknown> = {}) {
  const founder = founderOf(given);
  const { userId, organizationId } = await identity.register(founder, ids);
  const { slug } = founder.organization as { slug: string };
  const principal = { actor: { type: 'user', id: userId }, organizationId, role: 'owner' } as const;
  const ask = (command: CommandDefinition, input: Record<string, unknown>) =>
    handle(command, { organizationId, ...input }, contextOf(principal), { commandId: randomUUID() });
  const set = (settings: Record<string, unknown>) => ask(changeOrganizationSettings, settings);
  return { founder, userId, organizationId, slug, principal, ask, set };
}

/** A command context of a principal. */
export function contextOf<P extends object>(principal: P) {
  return { ...principal, ...ids, causationId: ids.requestId };
}

/** The events of a stream, as `type` and `data`. */
export async function eventsOf(
  log: EventLog,
  stream: string,
): Promise<Pick<RecordedEvent, 'type' | 'data'>[]> {
  return (await log.readStream(stream)).map(({ type, data }) => ({ type, data }));
}
