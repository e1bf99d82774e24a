import type { CommandDefinition } from '../../core/define-command.ts';
import type { QueryDefinition } from '../../core/define-query.ts';
import type { RouteDefinition } from '../define-route.ts';
import type { Deprecation } from '../deprecations.ts';
import { publicCommands } from '../public-commands.ts';
import { bulkOperation, commandOperations } from './command-operations.ts';
import { sharedComponents } from './components.ts';
import { eventComponents } from './event-schemas.ts';
import type { JsonSchema } from './json-schema.ts';
import { documentedPath } from './operation.ts';
import { queryOperation } from './query-operations.ts';
import { routeOperation } from './route-operations.ts';

export interface OpenApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: OpenApiInfo;
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly components: Readonly<Record<string, JsonSchema>>;
  readonly [rest: string]: unknown;
}

interface Registries {
  readonly commands: readonly CommandDefinition[];
  readonly queries: readonly QueryDefinition[];
  readonly routes: readonly RouteDefinition[];
  readonly deprecations?: readonly Deprecation[];
}

/** The OpenAPI 3.1 document of everything that is mounted. */
export function openApiDocument(
  { commands, queries, routes, deprecations = [] }: Registries,
  info: OpenApiInfo,
): OpenApiDocument {
  const targets = publicCommands(commands, queries);
  const operations = [
    ...targets.flatMap(commandOperations),
    bulkOperation(targets),
    ...queries.map(queryOperation),
    // Last, because a hand-written route takes the place of a derived one.
    ...routes.map(routeOperation),
  ];
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const { path, method, operation } of operations) paths[path] = { ...paths[path], [method]: operation };

  for (const { path, method } of deprecations) {
    const operation = paths[documentedPath(path)]?.[method.toLowerCase()];
    if (operation) operation.deprecated = true;
  }

  const families = new Set(targets.map(({ command }) => command.stream.events));
  const events = Object.assign({}, ...[...families].map(eventComponents));
  const { schemas, ...shared } = sharedComponents();
  return {
    openapi: '3.1.1',
    info,
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { ...schemas, ...events },
      ...shared,
    },
  };
}
