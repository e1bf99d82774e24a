import type { ProjectionProgress } from '../../src/platform/read-models/known-progress.ts';

/** A projection that has taken `ordinal` events and lacks none, apart from what is said otherwise. */
export function progressOf(
  projection: string,
  ordinal: number,
  changed: Partial<ProjectionProgress> = {},
): ProjectionProgress {
  const position = { commit: BigInt(10 * ordinal), prepare: BigInt(10 * ordinal) };
  return { projection, position, ordinal, lagMs: 0, state: 'running', complete: true, ...changed };
}
