/** Every reason the product can give for saying no. `http/status-of.ts` maps each to one HTTP status. */
export const errorCodes = [
  'VALIDATION_FAILED',
  'UNAUTHORIZED',
  'TOKEN_EXPIRED',
  'FORBIDDEN',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'NOT_ACCEPTABLE',
  'CONFLICT',
  'IDEMPOTENCY_IN_FLIGHT',
  'PRECONDITION_FAILED',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'RULE_VIOLATED',
  'IDEMPOTENCY_KEY_REUSED',
  'PRECONDITION_REQUIRED',
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

/** Throws RULE_VIOLATED unless `holds`. For rules of the domain; `field` names the input that broke it. */
export function rule(holds: boolean, message: string, field?: string): asserts holds {
  if (!holds)
    throw new DomainError('RULE_VIOLATED', message, field === undefined ? [] : [{ field, message }]);
}
