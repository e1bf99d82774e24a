import type { CommandDefinition, CommandRoute } from '../core/define-command.ts';
import type { QueryDefinition } from '../core/define-query.ts';
import { apiBase, pathParameters } from './paths.ts';

/**
 * Where the id of the target stream comes from. `command`: the server makes the id of a new thing;
 * `organization`: the thing belongs to the organization that asks; `input`: a path parameter, or a field of
 * the body at `/commands`.
 */
type TargetSource = 'command' | 'organization' | 'input';

/** A command that clients may issue. */
export interface PublicCommand {
  readonly command: CommandDefinition;
  readonly routes: readonly CommandRoute[];
  /** The route by which it is issued at `/commands`. */
  readonly byType: CommandRoute;
  readonly source: TargetSource;
  /** Path of the thing that the command concerns; undefined where it cannot be read by itself. */
  readonly self: ((id: string) => string) | undefined;
}

/** The commands that have routes; all others are internal. */
export function publicCommands(
  commands: readonly CommandDefinition[],
  queries: readonly QueryDefinition[],
): PublicCommand[] {
  return commands.flatMap((command) => {
    const { routes = [] } = command;
    if (routes.length === 0) return [];
    const creates = routes.find((route) => route.creates !== undefined)?.creates;
    const path = `/commands/${command.type}`;
    const byType = { method: 'post', path, ...(creates === undefined ? {} : { creates }) } as const;
    const source = targetSource(command, routes);
    return [{ command, routes, byType, source, self: selfLink(command, queries) }];
  });
}

function targetSource({ expects, target }: CommandDefinition, routes: readonly CommandRoute[]): TargetSource {
  if (routes.some(({ path }) => pathParameters(path).includes(target))) return 'input';
  if (expects === 'new') return 'command';
  return target === 'organizationId' ? 'organization' : 'input';
}

/** The GET route whose one and last parameter is the command's target. */
function selfLink({ target }: CommandDefinition, queries: readonly QueryDefinition[]): PublicCommand['self'] {
  const query = queries.find(
    ({ kind, route }) =>
      kind === 'one' && pathParameters(route).length === 1 && route.endsWith(`/:${target}`),
  );
  return query && ((id) => apiBase + query.route.replace(`:${target}`, encodeURIComponent(id)));
}
