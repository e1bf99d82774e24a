import { z } from 'zod';
import { DomainError } from '../../core/domain-error.ts';

/** Names of projections in a body; all of them when left out. */
export const projectionNames = z.array(z.string().min(1).max(200)).min(1).max(100).optional();

/** The names, each once; all there are where none is given. Throws NOT_FOUND for a name that there is not. */
export function namedProjections(
  given: readonly string[] | undefined,
  known: readonly string[],
): readonly string[] {
  const names = [...new Set(given ?? known)];
  for (const name of names) requireProjection(name, known);
  return names;
}

/** Throws NOT_FOUND, naming the projections that there are. */
export function requireProjection(name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new DomainError('NOT_FOUND', `there is no projection "${name}"; there are ${known.join(', ')}`);
}
