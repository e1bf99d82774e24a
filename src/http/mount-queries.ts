import type { QueryContext, QueryDefinition } from '../core/define-query.ts';
import type { Clock } from '../core/ports.ts';
import type { QueryHandler } from '../runtime/queries/create-query-handler.ts';
import type { ListAnswer, ReadPosition } from '../runtime/queries/ports.ts';
import type { Answer, EdgeRequest, Endpoint } from './endpoint.ts';
import { entityTag } from './entity-tag.ts';
import { invalid } from './errors.ts';
import { freshnessOptions } from './freshness-options.ts';
import { listRequest } from './list-request.ts';
import { pageLinks } from './page-links.ts';
import { apiBase } from './paths.ts';
import { noneMatch } from './preconditions.ts';
import { principalOf } from './principal-of.ts';
import { queryString } from './query-string.ts';

/** Every query at its GET route. */
export function mountQueries(
  queries: readonly QueryDefinition[],
  handler: QueryHandler,
  clock: Clock,
): Endpoint[] {
  return queries.map((query) => ({
    method: 'GET',
    path: apiBase + query.route,
    auth: true,
    async handle(request) {
      const context = { ...principalOf(request), now: clock.now() };
      return query.kind === 'one'
        ? answerOne(handler, query, request, context)
        : answerList(handler, query, request, context);
    },
  }));
}

async function answerOne(
  handler: QueryHandler,
  query: Extract<QueryDefinition, { kind: 'one' }>,
  request: EdgeRequest,
  context: QueryContext,
): Promise<Answer> {
  const params: Record<string, string> = { ...request.params };
  for (const [name, value] of queryString(request.url)) {
    if (Object.hasOwn(request.params, name)) throw invalid(name, 'stands in the path');
    params[name] = value;
  }
  const options = freshnessOptions(request.headers);
  const { item, revision, freshness } = await handler.one(query, params, context, options);
  return answer(request, JSON.stringify(item), revision, freshness, { self: request.url });
}

async function answerList(
  handler: QueryHandler,
  query: Extract<QueryDefinition, { kind: 'list' }>,
  request: EdgeRequest,
  context: QueryContext,
): Promise<Answer> {
  const asked = listRequest(request.params, queryString(request.url));
  const options = freshnessOptions(request.headers);
  const { items, page, freshness } = await handler.list(query, asked, context, options);
  return answer(request, JSON.stringify(items), null, freshness, pageLinks(request.url, page), page);
}

/** The answer, or 304 for a client that has it already. `data` is JSON and is not serialized again. */
function answer(
  { headers: asked, ids }: EdgeRequest,
  data: string,
  revision: number | null,
  { position, lagMs }: ReadPosition,
  links: Readonly<Record<string, string>>,
  page?: ListAnswer<unknown>['page'],
): Answer {
  const tag = entityTag(page === undefined ? data : data + JSON.stringify(page), revision);
  const headers = { ETag: tag, 'Cache-Control': 'private, no-cache', Vary: 'Accept, Authorization' };
  if (noneMatch(asked['if-none-match'], tag)) return { status: 304, headers };
  const meta = { requestId: ids.requestId, position: position.commit.toString(), lagMs, page };
  const body = `{"data":${data},"meta":${JSON.stringify(meta)},"links":${JSON.stringify(links)}}`;
  return { status: 200, headers, body };
}
