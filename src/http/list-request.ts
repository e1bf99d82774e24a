import type { ListRequest } from '../runtime/queries/ports.ts';
import { invalid } from './errors.ts';

const filterName = /^filter\[([A-Za-z0-9_]+)\](?:\[([A-Za-z]+)\])?$/;

const paging = new Set(['sort', 'cursor', 'limit', 'page', 'perPage']);

/**
 * Sorts the parameters of a list into filter, sort, page and the query's own. The runtime checks each against the
 * definition. Throws VALIDATION_FAILED for malformed ones.
 */
export function listRequest(
  pathParams: Readonly<Record<string, string>>,
  given: ReadonlyMap<string, string>,
): ListRequest {
  const params: Record<string, string> = { ...pathParams };
  const filter: Record<string, Record<string, string>> = {};
  const rest: Record<string, string> = {};
  for (const [name, value] of given) {
    const [, field, operator = 'eq'] = filterName.exec(name) ?? [];
    if (field !== undefined) {
      const operators = filter[field] ?? {};
      if (operators[operator] !== undefined) throw invalid(name, 'is given twice');
      operators[operator] = value;
      filter[field] = operators;
    } else if (paging.has(name)) rest[name] = value;
    else if (Object.hasOwn(pathParams, name)) throw invalid(name, 'stands in the path');
    else params[name] = value;
  }
  return { params, filter, ...rest };
}
