import { randomUUID } from 'node:crypto';
import { createOrganization } from '../../../src/commands/organization/create-organization.ts';
import { claimOrganizationSlug } from '../../../src/commands/organization-slug/claim-organization-slug.ts';
import type { CommandContext, CommandDefinition } from '../../../src/core/define-command.ts';
import type { RecordedEvent } from '../../../src/core/define-events.ts';
import { catalog } from '../../../src/events/index.ts';
import { createEmailHash } from '../../../src/identity/keyed-hash.ts';
import { importOkrs } from '../../../src/jobs/import-okrs/import-okrs.ts';
import type { ImportOptions, ImportRecord } from '../../../src/jobs/import-okrs/import-store.ts';
import { createRequestImport } from '../../../src/jobs/import-okrs/request-import.ts';
import { createEventLog } from '../../../src/platform/event-log/create-event-log.ts';
import { createFreshness } from '../../../src/platform/freshness.ts';
import { createImportStore } from '../../../src/platform/import-store.ts';
import { closePool, createPool } from '../../../src/platform/postgres.ts';
import { createReadDatabase } from '../../../src/platform/read-database.ts';
import { createReadModelReader } from '../../../src/platform/read-model-reader.ts';
import { createReadModelStore } from '../../../src/platform/read-model-store.ts';
import { systemClock as clock } from '../../../src/platform/system-clock.ts';
import { projections } from '../../../src/projections/index.ts';
import { createCommandHandler, type HandleCommand } from '../../../src/runtime/commands/handle-command.ts';
import { runProjections } from '../../../src/runtime/projections/run-projections.ts';
import { tableOwners } from '../../../src/runtime/queries/table-owners.ts';
import { createTestDatabase } from '../../support/create-test-database.ts';
import { testServers } from '../../support/test-servers.ts';

export type ImportSystem = Awaited<ReturnType<typeof startImportSystem>>;

/** An organization of a test, and what its owner asks. */
export interface FoundOrganization {
  readonly organizationId: string;
  readonly owner: CommandContext;
  readonly process: CommandContext;
  ask(command: CommandDefinition, input: object, context?: CommandContext): Promise<unknown>;
}

/** The parts of the product that imports need, on real servers; each worker is like a process of its own. */
export async function startImportSystem() {
  const database = await createTestDatabase();
  const log = createEventLog({ url: testServers.eventStoreUrl(), catalog });
  const pool = createPool(database.url, { applicationName: 'test' });
  const freshness = await createFreshness({
    url: database.url,
    projections: projections.map(({ name }) => name),
  });
  const readModels = createReadModelReader({
    database: createReadDatabase(pool),
    freshness,
    ownerOf: tableOwners(projections),
  });
  const imports = createImportStore(pool);
  const stopping = new AbortController();
  const store = createReadModelStore(database.url);
  const projecting = runProjections({ projections, log, store, clock, signal: stopping.signal });
  const hashEmail = createEmailHash('a secret of the tests');

  /** A worker with empty caches; `around` may watch or break what it does. */
  const worker = (around: (handle: HandleCommand) => HandleCommand = (handle) => handle) => {
    const engine = createCommandHandler({ log, clock, readModels });
    const handle = around(engine.handle);
    const services = { handle, facts: engine.facts, clock, imports, hashEmail, caughtUp: async () => {} };
    return {
      handle,
      /** One attempt of the job. */
      run(importId: string, attempt = 1, signal = new AbortController().signal): Promise<void> {
        const data = { importId };
        return importOkrs.run({ jobId: importId, attempt, requestId: randomUUID(), data, signal }, services);
      },
    };
  };

  /** A new organization and its owner. */
  async function found(): Promise<FoundOrganization> {
    const { handle } = worker();
    const organizationId = randomUUID();
    const slug = `s${organizationId}`;
    const ids = { requestId: 'request', correlationId: 'correlation', causationId: 'request' };
    const process: CommandContext = {
      ...{ organizationId, role: null, ...ids },
      actor: { type: 'process', id: 'test' },
    };
    const owner: CommandContext = { ...process, role: 'owner', actor: { type: 'user', id: randomUUID() } };
    const ask = (command: CommandDefinition, input: object, context = owner) =>
      handle(command, input, context, { commandId: randomUUID() });
    await ask(claimOrganizationSlug, { slug, organizationId }, process);
    await ask(createOrganization, { organizationId, name: 'Acme', slug });
    return { organizationId, owner, process, ask };
  }

  /** Asks for an import, as the API does; the job is left to the test. */
  const request = createRequestImport({ imports, clock, enqueue: async () => {} });
  async function ask(
    { owner }: FoundOrganization,
    file: string,
    options: Partial<ImportOptions> = {},
    idempotencyKey?: string,
  ): Promise<ImportRecord> {
    const all = { skipInvalid: false, dryRun: false, ...options };
    return (await request({ context: owner, file, options: all, idempotencyKey })).record;
  }

  async function end(organizationId: string, importId: string): Promise<ImportRecord> {
    const record = await imports.find(organizationId, importId);
    if (!record) throw new Error('the import is gone');
    return record;
  }

  return {
    log,
    pool,
    imports,
    hashEmail,
    worker,
    found,
    ask,
    end,
    /** Asks for an import and runs it to its end. */
    async import(organization: FoundOrganization, file: string, options?: Partial<ImportOptions>) {
      const { id } = await ask(organization, file, options);
      await worker().run(id);
      return end(organization.organizationId, id);
    },
    /** All events of an organization, in log order. */
    async eventsOf({ organizationId }: FoundOrganization): Promise<RecordedEvent[]> {
      const head = await log.head();
      const events: RecordedEvent[] = [];
      const over = new AbortController();
      for await (const batch of log.subscribe({ from: null, batchSize: 1000, signal: over.signal })) {
        for (const logged of batch.events) {
          if (logged.ok && logged.event.meta.organizationId === organizationId) events.push(logged.event);
        }
        if (batch.position.commit >= head.commit) break;
      }
      over.abort();
      return events;
    },
    async stop() {
      stopping.abort();
      await projecting;
      await freshness.close();
      await log.close();
      await closePool(pool);
      await database.drop();
    },
  };
}
