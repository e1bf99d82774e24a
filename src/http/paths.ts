/** Prefix of every route of the API. */
export const apiBase = '/api/v1';

/** Names of the parameters of a path. */
export function pathParameters(path: string): string[] {
  return path.split('/').flatMap((segment) => (segment.startsWith(':') ? [segment.slice(1)] : []));
}
