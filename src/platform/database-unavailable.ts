import { isNativeError } from 'node:util/types';
import { DatabaseError } from 'pg';
import { DomainError } from '../core/domain-error.ts';

/** Classes of SQLSTATE: connection, resources, operator intervention. */
const passing = /^(08|53|57)/;

/**
 * UNAVAILABLE for what a server that is away, starting, stopping or too busy answers with, which says nothing
 * about the statement; null for anything else.
 */
export function databaseUnavailable(error: unknown, message: string): DomainError | null {
  const isPassing =
    error instanceof DatabaseError ? passing.test(error.code ?? '') : isConnectionError(error);
  return isPassing ? new DomainError('UNAVAILABLE', message) : null;
}

/** Errors of the socket and of the pool, which has no code for its time-outs. */
function isConnectionError(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  return 'code' in error || /timeout|terminated|connection/i.test(error.message);
}
