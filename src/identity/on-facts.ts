import type { FactReader } from '../core/define-command.ts';
import { DomainError } from '../core/domain-error.ts';

/** States of streams, at most `maxAgeMs` old, a second by default. */
export type Facts = (organizationId: string, maxAgeMs?: number) => FactReader;

/**
 * Decides on facts that may be a second old. What they refuse is decided again on fresh ones: another process
 * may just have let somebody in.
 */
export async function onFacts<T>(
  facts: Facts,
  decide: (read: (organizationId: string) => FactReader) => Promise<T>,
): Promise<T> {
  try {
    return await decide((organizationId) => facts(organizationId));
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === 'UNAVAILABLE') throw error;
    return decide((organizationId) => facts(organizationId, 0));
  }
}
