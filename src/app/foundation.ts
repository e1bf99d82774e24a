import { cycleStream } from '../commands/cycle/cycle.stream.ts';
import { objectiveStream } from '../commands/objective/objective.stream.ts';
import { organizationStream } from '../commands/organization/organization.stream.ts';
import { userStream } from '../commands/user/user.stream.ts';
import { catalog } from '../events/index.ts';
import { queueNames } from '../jobs/index.ts';
import { type Config, ConfigError } from '../platform/config.ts';
import { createEventLog } from '../platform/event-log/create-event-log.ts';
import { createFreshness } from '../platform/freshness.ts';
import { createLogger } from '../platform/logger.ts';
import { createMetrics } from '../platform/metrics.ts';
import { migrateToLatest } from '../platform/migrate.ts';
import { closePool, createPool } from '../platform/postgres.ts';
import { countDeadLetters } from '../platform/projection-operations/count-dead-letters.ts';
import { createQueues } from '../platform/queues.ts';
import { createReadDatabase } from '../platform/read-database.ts';
import { createReadModelReader } from '../platform/read-model-reader.ts';
import { systemClock } from '../platform/system-clock.ts';
import { projections } from '../projections/index.ts';
import { createCommandHandler } from '../runtime/commands/handle-command.ts';
import { tableOwners } from '../runtime/queries/table-owners.ts';
import { headCounter } from './count-head.ts';
import { gaugeReader } from './gauge-reader.ts';
import type { HealthCheck } from './health.ts';
import { lagInEvents } from './lag-in-events.ts';
import { observeCommands } from './observe-commands.ts';
import { readModelsCheck } from './read-models-check.ts';
import type { Resources } from './resources.ts';

/**
 * Time for running jobs to finish when the process is stopped; what does not is run again, by another worker.
 */
const jobPatienceMs = 2000;

/** Streams that `prepare` and the check of a token read again and again, and that change seldom. */
const followed = [organizationStream, userStream, cycleStream, objectiveStream];

const projectionNames = projections.map(({ name }) => name);

/** What every role stands on: the log, the database, the queues, the command engine. */
export type Foundation = Awaited<ReturnType<typeof startFoundation>>;

/**
 * Connects to the servers and brings the database up to date. Throws ConfigError where an address is missing.
 */
export async function startFoundation(config: Config, resources: Resources) {
  const { eventStoreUrl, databaseUrl, secret } = required(config);
  const readUrl = config.DATABASE_READ_URL ?? databaseUrl;
  const role = config.ROLES.join(',');
  const metrics = createMetrics();
  const logger = createLogger({
    level: config.LOG_LEVEL,
    fields: { role },
    masked: catalog.personalFields(),
  });
  const warn = (message: string) => (error: unknown) => logger.warn(message, { reason: String(error) });

  await migrateToLatest(databaseUrl, undefined, () => {
    logger.warn('a migration waits for somebody who uses a table that it needs for itself');
  });
  const log = createEventLog({ url: eventStoreUrl, catalog, onLost: warn('subscription lost, resuming') });
  resources.started(log.close);
  const pool = createPool(databaseUrl, { applicationName: role, max: config.DATABASE_POOL });
  resources.started(() => closePool(pool));
  const readPool = createPool(readUrl, { applicationName: `${role} queries`, max: config.DATABASE_POOL });
  resources.started(() => closePool(readPool));
  const freshness = await createFreshness({
    url: databaseUrl,
    projections: projectionNames,
    logBeganAt: log.beganAt,
    onError: warn('freshness connection lost'),
  });
  resources.started(freshness.close);
  const queues = await createQueues({
    names: queueNames,
    databaseUrl,
    redisUrl: config.REDIS_URL,
    logger,
    closeTimeoutMs: jobPatienceMs,
  });
  resources.started(queues.close);

  const readDatabase = createReadDatabase(readPool);
  const readModels = createReadModelReader({
    database: readDatabase,
    freshness,
    ownerOf: tableOwners(projections),
  });
  const engine = createCommandHandler({
    log,
    clock: systemClock,
    readModels,
    followed: followed.map(({ category }) => category),
  });

  const checks: HealthCheck[] = [
    { name: 'eventStore', check: log.ping },
    { name: 'database', check: async () => void (await pool.query('SELECT 1')) },
    { name: 'jobs', check: async () => void (await queues.counts()) },
    readModelsCheck(freshness, config.READY_MAX_LAG_MS),
  ];

  return {
    config,
    secret,
    databaseUrl,
    metrics,
    logger,
    log,
    pool,
    freshness,
    queues,
    readDatabase,
    checks,
    clock: systemClock,
    handle: observeCommands(engine.handle, metrics),
    facts: engine.facts,
    refreshMetrics: gaugeReader({
      metrics,
      freshness,
      queues,
      countDeadLetters: () => countDeadLetters(pool, projectionNames),
      lagInEvents: config.ROLES.includes('projector')
        ? lagInEvents({ each: freshness.each, head: headCounter(log) })
        : null,
    }),
  };
}

function required({ EVENTSTORE_URL, DATABASE_URL, OUTCOMES_SECRET }: Config) {
  const missing = Object.entries({ EVENTSTORE_URL, DATABASE_URL, OUTCOMES_SECRET })
    .filter(([, value]) => value === undefined)
    .map(([name]) => `${name} is missing; set it, or let "npm start" provide everything`);
  if (EVENTSTORE_URL === undefined || DATABASE_URL === undefined || OUTCOMES_SECRET === undefined) {
    throw new ConfigError(missing);
  }
  return { eventStoreUrl: EVENTSTORE_URL, databaseUrl: DATABASE_URL, secret: OUTCOMES_SECRET };
}
