import { commands as allCommands } from '../../src/commands/index.ts';
import type { Principal, Role } from '../../src/core/define-command.ts';
import { DomainError } from '../../src/core/domain-error.ts';
import type { EventLog } from '../../src/core/ports.ts';
import { catalog } from '../../src/events/index.ts';
import { createHttpApp, type HttpDependencies } from '../../src/http/create-http-app.ts';
import { openApiDocument } from '../../src/http/openapi/openapi-document.ts';
import { systemClock } from '../../src/platform/system-clock.ts';
import { queries as allQueries } from '../../src/queries/index.ts';
import { createCommandHandler } from '../../src/runtime/commands/handle-command.ts';
import type { QueryHandler } from '../../src/runtime/queries/create-query-handler.ts';
import { httpClient } from './http-client.ts';
import { createMemoryEventLog, type MemoryEventLog } from './memory-event-log.ts';
import { openApiCheck } from './openapi-check.ts';
import { uuid } from './uuid.ts';

/** A bearer token for user `uuid(user)` of organization `uuid(organization)`. */
export function tokenFor(role: Role, user = 901, organization = 900): string {
  return `${role}.${user}.${organization}`;
}

async function authenticate(token: string): Promise<Principal> {
  if (token === 'expired') throw new DomainError('TOKEN_EXPIRED', 'the access token has expired');
  const [role, user, organization] = token.split('.');
  if (organization === undefined) throw new DomainError('UNAUTHORIZED', 'the access token is not valid');
  return {
    actor: { type: 'user', id: uuid(Number(user)) },
    organizationId: uuid(Number(organization)),
    role: role as Role,
  };
}

/** Read models that cannot be reached. */
const unreachable = async (): Promise<never> => {
  throw new DomainError('UNAVAILABLE', 'the read models cannot be reached');
};

interface KitOptions extends Partial<Omit<HttpDependencies, 'handle'>> {
  /** Stands between the commands and the memory log. */
  readonly through?: (log: EventLog) => EventLog;
  readonly log?: MemoryEventLog;
}

/**
 * The HTTP edge over the real command engine and a log in memory; every answer is held against the document.
 */
export function httpKit({ through = (log) => log, ...options }: KitOptions = {}) {
  const log = options.log ?? createMemoryEventLog(catalog);
  const lines: { level: string; message: string; fields: Record<string, unknown> }[] = [];
  const { handle } = createCommandHandler({
    log: through(log),
    clock: systemClock,
    readModels: { rowsAt: async () => [] },
  });
  const queryHandler: QueryHandler = { one: unreachable, list: unreachable };
  const dependencies: HttpDependencies = {
    commands: allCommands,
    queries: allQueries,
    routes: [],
    handle,
    queryHandler,
    authenticate,
    logger: {
      info: (message, fields) => lines.push({ level: 'info', message, fields }),
      error: (message, fields) => lines.push({ level: 'error', message, fields }),
    },
    metrics: { requestEnded: () => {} },
    clock: systemClock,
    info: { title: 'Test', version: '0', description: '' },
    ...options,
  };
  const app = createHttpApp(dependencies);
  const document = openApiDocument(dependencies, dependencies.info);
  return { app, log, lines, document, send: httpClient(app, openApiCheck(document)) };
}
