import findMyWay from 'find-my-way';
import { DomainError } from '../core/domain-error.ts';
import { isStorable } from './check-json.ts';
import type { Endpoint } from './endpoint.ts';
import { invalid } from './errors.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

export interface Match {
  readonly endpoint: Endpoint;
  readonly params: Record<string, string>;
}

/** Finds the endpoint of a request. */
interface RouteTable {
  /**
   * Null where no endpoint has the path. Throws METHOD_NOT_ALLOWED where only others have (with `allow` in
   * the details), VALIDATION_FAILED for a path that cannot be decoded.
   */
  find(method: string, path: string): Match | null;
}

/**
 * A radix tree over all endpoints: one lookup instead of express's walk over some hundred patterns, and it
 * knows which methods a path has. Throws when two endpoints stand at the same place.
 */
export function createRouteTable(endpoints: readonly Endpoint[]): RouteTable {
  const tree = findMyWay({ maxParamLength: 8192, onBadUrl: () => {} });
  for (const endpoint of endpoints) tree.on(endpoint.method, endpoint.path, () => {}, endpoint);

  const lookUp = (method: (typeof methods)[number], path: string): Match | null => {
    const found = tree.find(method, path);
    if (found === null) return null;
    if (!found.store) throw invalid('', 'the path is not valid');
    const params: Record<string, string> = {};
    for (const [name, value = ''] of Object.entries(found.params)) {
      if (value === '') return null;
      params[name] = value;
    }
    return { endpoint: found.store, params };
  };

  return {
    find(method, path) {
      const asked = method === 'HEAD' ? 'GET' : methods.find((known) => known === method);
      const match = asked === undefined ? null : lookUp(asked, path);
      if (match === null) {
        const allowed = methods.filter((other) => lookUp(other, path) !== null);
        if (allowed.length === 0) return null;
        const allow = allowHeader(allowed);
        throw new DomainError('METHOD_NOT_ALLOWED', `the resource does not know ${method}, but ${allow}`, [
          { field: '', message: 'allowed methods', allow },
        ]);
      }
      for (const [name, value] of Object.entries(match.params))
        if (!isStorable(value)) throw invalid(name, 'may not contain NUL');
      return match;
    },
  };
}

function allowHeader(allowed: readonly string[]): string {
  return allowed.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
}
