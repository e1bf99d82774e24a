import type { Endpoint } from './endpoint.ts';

/** A route that will be removed. */
export interface Deprecation {
  readonly method: Endpoint['method'];
  /** Whole path, as the endpoint has it. */
  readonly path: string;
  /** When it was deprecated, and when it will be removed; ISO-8601 UTC. */
  readonly since: string;
  readonly sunset: string;
  /** Path of what replaces it. */
  readonly successor?: string;
}

/** Every route of the product that will be removed. */
export const deprecations: readonly Deprecation[] = [];

/** Has the deprecated endpoints say so on every answer. Throws where there is no such endpoint. */
export function withDeprecations(
  endpoints: readonly Endpoint[],
  deprecated: readonly Deprecation[],
): Endpoint[] {
  const left = new Map(deprecated.map((each) => [`${each.method} ${each.path}`, each]));
  const marked = endpoints.map((endpoint) => {
    const key = `${endpoint.method} ${endpoint.path}`;
    const deprecation = left.get(key);
    left.delete(key);
    return deprecation ? { ...endpoint, headers: deprecationHeaders(deprecation) } : endpoint;
  });
  const [unknown] = left.keys();
  if (unknown !== undefined) throw new Error(`there is no ${unknown} to be deprecated`);
  return marked;
}

/** RFC 9745, RFC 8594 */
function deprecationHeaders({ since, sunset, successor }: Deprecation): Record<string, string> {
  return {
    Deprecation: `@${Math.floor(Date.parse(since) / 1000)}`,
    Sunset: new Date(sunset).toUTCString(),
    ...(successor === undefined ? {} : { Link: `<${successor}>; rel="successor-version"` }),
  };
}
