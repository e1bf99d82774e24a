import type { Endpoint } from './endpoint.ts';
import { entityTag } from './entity-tag.ts';
import type { OpenApiDocument } from './openapi/openapi-document.ts';
import { noneMatch } from './preconditions.ts';

/** The OpenAPI document at `/api/openapi.json`; it is made when first asked for. */
export function mountOpenApi(make: () => OpenApiDocument): Endpoint {
  let made: { body: string; tag: string } | undefined;
  return {
    method: 'GET',
    path: '/api/openapi.json',
    auth: false,
    async handle({ headers }) {
      if (!made) {
        const body = JSON.stringify(make());
        made = { body, tag: entityTag(body, null) };
      }
      const answered = { ETag: made.tag, 'Cache-Control': 'no-cache' };
      if (noneMatch(headers['if-none-match'], made.tag)) return { status: 304, headers: answered };
      return { status: 200, headers: answered, body: made.body };
    },
  };
}
