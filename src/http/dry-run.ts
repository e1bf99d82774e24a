import { invalid } from './errors.ts';

/**
 * Whether `?dryRun=true` was asked for, the only parameter of commands. Throws VALIDATION_FAILED for anything
 * else.
 */
export function dryRunOf(parameters: ReadonlyMap<string, string>): boolean {
  for (const name of parameters.keys()) if (name !== 'dryRun') throw invalid(name, 'unknown parameter');
  const value = parameters.get('dryRun') ?? 'false';
  if (value !== 'true' && value !== 'false') throw invalid('dryRun', 'must be true or false');
  return value === 'true';
}
