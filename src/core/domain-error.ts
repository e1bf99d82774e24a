/** Every reason the product can give for saying no. `http/status-of.ts` maps each to one HTTP status. */
export const errorCodes = [
  'VALIDATION_FAILED',
  'UNAUTHORIZED',
  'TOKEN_EXPIRED',
  'FORBIDDEN',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'NOT_ACCEPTABLE',
  'REQUEST_TIMEOUT',
  'CONFLICT',
  'IDEMPOTENCY_IN_FLIGHT',
  'PRECONDITION_FAILED',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'RULE_VIOLATED',
  'IDEMPOTENCY_KEY_REUSED',
  'PRECONDITION_REQUIRED',
  'HEADERS_TOO_LARGE',
  'RATE_LIMITED',
  'INTERNAL',
  'EVENT_UNREADABLE',
  'UNAVAILABLE',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** One thing that is wrong, and where: `field` is a dotted path into the input, '' for the whole of it. */
export interface ErrorDetail {
  field: string;
  message: string;
  [extra: string]: unknown;
}

/** A refusal with a stable code. The only error that deciders, queries and runtime throw on purpose. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly details: readonly ErrorDetail[];

  constructor(code: ErrorCode, message: string, details: readonly ErrorDetail[] = []) {
    super(message);
    this.name = 'DomainError';
    this.code = code;
    this.details = details;
  }
}

/** The one answer for what does not exist, and for what whoever asks may not know of. */
export const notFound = () => new DomainError('NOT_FOUND', 'no such resource');

/** VALIDATION_FAILED for what is wrong with a request. */
export function invalidRequest(details: readonly ErrorDetail[]): DomainError {
  return new DomainError('VALIDATION_FAILED', `the request is not valid: ${toCheck(details)}`, details);
}

/** Fields that a message names at most. */
const namedFields = 5;

/** What to look at, for a message that is read without its details: `check startsOn, endsOn`. */
export function toCheck(details: readonly ErrorDetail[]): string {
  const fields = [...new Set(details.map(({ field }) => field))].filter((field) => field !== '');
  if (fields.length === 0) return details[0]?.message ?? '';
  const more = fields.length > namedFields ? ` and ${fields.length - namedFields} more` : '';
  return `check ${fields.slice(0, namedFields).join(', ')}${more}`;
}

/**
 * Throws RULE_VIOLATED unless `holds`. For rules of the domain; `field` names the input that broke it, and
 * `message`, which is read without it, names it as well.
 */
export function rule(holds: boolean, message: string, field?: string): asserts holds {
  if (!holds)
    throw new DomainError('RULE_VIOLATED', message, field === undefined ? [] : [{ field, message }]);
}
