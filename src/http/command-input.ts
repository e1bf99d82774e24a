import { invalidRequest } from '../core/domain-error.ts';
import { invalid } from './errors.ts';

/**
 * The input: the body, the path parameters, and the id that the server fills in.
 * Throws VALIDATION_FAILED for a body that is no object, or that has a field which stands elsewhere.
 */
export function commandInput(
  body: unknown,
  elsewhere: Readonly<Record<string, string>>,
): Record<string, unknown> {
  if (body === undefined) return { ...elsewhere };
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid('', 'the body must be a JSON object');
  const misplaced = Object.keys(elsewhere).filter((name) => Object.hasOwn(body, name));
  if (misplaced.length > 0) {
    const details = misplaced.map((field) => ({
      field,
      message: 'unknown field: it stands in the path, or the server makes it',
    }));
    throw invalidRequest(details);
  }
  return { ...body, ...elsewhere };
}
