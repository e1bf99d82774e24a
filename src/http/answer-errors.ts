import type { ErrorRequestHandler } from 'express';
import { DomainError, notFound } from '../core/domain-error.ts';
import { UndecodableEventError } from '../core/event-catalog.ts';
import type { RequestIds } from '../core/request-ids.ts';
import { errorAnswer, invalid, isToBeReported, toDomainError } from './errors.ts';
import { requestIds } from './request-ids.ts';
import { send } from './responses.ts';

/** Last in line: answers whatever was thrown. Only what nobody expected is reported, with its stack. */
export function answerErrors(report: (error: unknown, ids: RequestIds) => void): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    const refusal = clientMistake(error) ?? toDomainError(error);
    const ids = requestIds(res);
    if (isToBeReported(refusal) && !clientLeft(error)) report(error, ids);
    if (res.headersSent) return void res.destroy();
    return send(res, errorAnswer(refusal, ids.requestId, req.headers.accept));
  };
}

/** What express and its static files throw about a request, with a status below 500. */
function clientMistake(error: unknown): DomainError | undefined {
  if (error instanceof DomainError || !(error instanceof Error) || !('status' in error)) return;
  if (error.status === 404) return notFound();
  if (typeof error.status === 'number' && error.status >= 400 && error.status < 500)
    return invalid('', 'the request is malformed');
  return;
}

/** A client that leaves while an answer is streamed is no error of ours. */
function clientLeft(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

/**
 * An error for the log: name, message, stack, and the same of its causes; of an event that cannot be read, also its
 * stream and revision.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const place = error instanceof UndecodableEventError ? error.place : undefined;
  return { name, message, ...place, stack, ...(cause === undefined ? {} : { cause: describeError(cause) }) };
}
