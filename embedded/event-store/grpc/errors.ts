import { Metadata, type StatusObject, status } from '@grpc/grpc-js';
import { StreamDeleted } from '../reads/sources.ts';
import type { WriteResult } from '../writes/apply-write.ts';
import type { ExpectedRevision } from '../writes/decide-write.ts';
import { InvalidRequest, MissingMetadata } from './requests.ts';

/** Metadata takes ASCII only. */
function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character));
}

function withException(code: status, details: string, trailers: Record<string, string>): StatusObject {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, ascii(value));
  return { code, details, metadata };
}

export function plainError(code: status, details: string): StatusObject {
  return { code, details, metadata: new Metadata() };
}

/** The status for what a handler threw. */
export function statusOf(error: unknown): StatusObject {
  if (error instanceof MissingMetadata) return missingMetadataError(error.message);
  if (error instanceof InvalidRequest) return plainError(status.INVALID_ARGUMENT, error.message);
  if (error instanceof StreamDeleted) return streamDeletedError(error.message);
  return plainError(status.INTERNAL, error instanceof Error ? error.message : 'unknown error');
}

/** Says why a write was refused that the disk could not take. */
export const NO_ROOM = 'The disk is full; appends are taken again when there is room.';

export function tooManyWrites(): StatusObject {
  return plainError(status.RESOURCE_EXHAUSTED, 'Too many writes are waiting.');
}

/** Says why an append was refused that was one too many to hold. */
export const TOO_MUCH_UNFINISHED = 'Too much that clients have begun to append is unfinished; try again.';

export function tooMuchUnfinished(): StatusObject {
  return plainError(status.RESOURCE_EXHAUSTED, TOO_MUCH_UNFINISHED);
}

export function nodeStopping(): StatusObject {
  return plainError(status.UNAVAILABLE, 'The node is stopping.');
}

/** What an open BatchAppend call ends with when the node stops, as the server cancels it. */
export function callCancelled(): StatusObject {
  return plainError(status.CANCELLED, 'The node is stopping.');
}

function missingMetadataError(details: string): StatusObject {
  return withException(status.INVALID_ARGUMENT, details, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });
}

function streamDeletedError(stream: string): StatusObject {
  return withException(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });
}

const EXPECTED_VERSION = { no_stream: -1, any: -2, stream_exists: -4 };

export function wrongExpectedVersionError(
  stream: string,
  expected: ExpectedRevision,
  current: number,
): StatusObject {
  const expectedVersion = typeof expected === 'number' ? expected : EXPECTED_VERSION[expected];
  return withException(
    status.FAILED_PRECONDITION,
    `Append failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expectedVersion}, Actual version: ${current}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': String(expectedVersion),
      'actual-version': String(current),
    },
  );
}

export function maximumAppendSizeError(limit: number): StatusObject {
  return withException(status.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(limit),
  });
}

type Failure = Exclude<WriteResult, { kind: 'written' | 'wrong-expected-revision' }>;

/** The status of a write that failed for another reason than its expected revision. */
export function writeFailure(stream: string, failure: Failure): StatusObject {
  switch (failure.kind) {
    case 'stream-deleted':
      return streamDeletedError(stream);
    case 'deadline-exceeded':
      return plainError(status.DEADLINE_EXCEEDED, 'The deadline passed before the write.');
    case 'no-room':
      return plainError(status.RESOURCE_EXHAUSTED, NO_ROOM);
    case 'failed':
      return plainError(status.INTERNAL, failure.message);
  }
}
