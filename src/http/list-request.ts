import type { ListRequest } from '../runtime/queries/ports.ts';
import { invalid } from './errors.ts';

const filterName = /^filter\[([A-Za-z0-9_]+)\](?:\[([A-Za-z]+)\])?$/;
const paging = new Set(['sort', 'cursor', 'limit', 'page', 'perPage']);

/** A value that must equal, or values by operator. */
type Filter = string | Record<string, string>;

/**
 * Sorts the parameters of a list into filter, sort, page and the query's own. The runtime checks each against
 * the definition. Throws VALIDATION_FAILED for a filter given twice, and for a parameter that stands in the
 * path.
 */
export function listRequest(
  pathParams: Readonly<Record<string, string>>,
  given: ReadonlyMap<string, string>,
): ListRequest {
  const params: Record<string, string> = { ...pathParams };
  const filter: Record<string, Filter> = {};
  const rest: Record<string, string> = {};
  for (const [name, value] of given) {
    const [, field, operator] = filterName.exec(name) ?? [];
    if (field !== undefined) filter[field] = withFilter(filter[field], operator, value, name);
    else if (paging.has(name)) rest[name] = value;
    else if (Object.hasOwn(pathParams, name)) throw invalid(name, 'stands in the path');
    else params[name] = value;
  }
  return { params, filter, ...rest };
}

function withFilter(
  known: Filter | undefined,
  operator: string | undefined,
  value: string,
  name: string,
): Filter {
  if (known === undefined) return operator === undefined ? value : { [operator]: value };
  const operators = typeof known === 'string' ? { eq: known } : known;
  const added = operator ?? 'eq';
  if (Object.hasOwn(operators, added)) throw invalid(name, 'is given twice');
  return { ...operators, [added]: value };
}
