import { STATUS_CODES } from 'node:http';
import { DomainError, type ErrorDetail, invalidRequest } from '../core/domain-error.ts';
import { UndecodableEventError } from '../core/event-catalog.ts';
import { LogUnavailableError } from '../core/ports.ts';
import type { Answer } from './endpoint.ts';
import { statusOf } from './status-of.ts';

/** Seconds after which a client should try again, unless the error says otherwise. */
const retryAfter = 1;

/** Turns anything thrown into a refusal with a code; what nobody threw on purpose is INTERNAL. */
export function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof LogUnavailableError) return new DomainError('UNAVAILABLE', error.message);
  if (error instanceof UndecodableEventError) return new DomainError('EVENT_UNREADABLE', unreadable);
  return new DomainError('INTERNAL', 'something went wrong on our side');
}

const unreadable =
  'an event of what this is about cannot be read by this version of the product; its operators see which one in ' +
  'the log, and with "outcomes events check"';

/** Whether the refusal is a fault of ours, which belongs in the log. */
export function isToBeReported({ code }: DomainError): boolean {
  return statusOf[code] === 500;
}

/** A VALIDATION_FAILED about one field of the request. */
export function invalid(field: string, message: string): DomainError {
  return invalidRequest([{ field, message }]);
}

/** The error as `{ code, message, details? }`. */
export function errorBody({ code, message, details }: DomainError): {
  code: string;
  message: string;
  details?: readonly ErrorDetail[];
} {
  return details.length === 0 ? { code, message } : { code, message, details };
}

/** The answer of a refusal; a problem document (RFC 9457) for clients whose Accept asks for one. */
export function errorAnswer(error: DomainError, requestId: string, accept = ''): Answer {
  const { code, message, details } = error;
  const status = statusOf[code];
  const headers: Record<string, string> = { 'Cache-Control': 'no-store', Vary: 'Accept' };
  const allow = details[0]?.allow;
  if (status === 405 && typeof allow === 'string') headers.Allow = allow;
  if (status === 408 || status === 413) headers.Connection = 'close';
  if (status === 401) headers['WWW-Authenticate'] = challenge(code);
  if (status === 429 || status === 503) headers['Retry-After'] = String(secondsToWait(details));
  if (!accept.includes('application/problem+json')) {
    return { status, headers, body: JSON.stringify({ error: { ...errorBody(error), requestId } }) };
  }
  headers['Content-Type'] = 'application/problem+json; charset=utf-8';
  const title = STATUS_CODES[status];
  const problem = { type: 'about:blank', title, status, detail: message, code, requestId };
  const errors = details.length === 0 ? {} : { errors: details };
  return { status, headers, body: JSON.stringify({ ...problem, ...errors }) };
}

/** RFC 6750 */
function challenge(code: string): string {
  return code === 'TOKEN_EXPIRED' ? 'Bearer error="invalid_token"' : 'Bearer';
}

function secondsToWait(details: readonly ErrorDetail[]): number {
  const named = details.map((detail) => detail.retryAfterSeconds).find((value) => typeof value === 'number');
  return Math.max(1, Math.ceil(named ?? retryAfter));
}
