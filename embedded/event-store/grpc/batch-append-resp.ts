import { bytesFieldLength, varintLength, writeBytes, writeVarintField } from '../storage/protobuf.ts';
import type { WriteResult } from '../writes/apply-write.ts';
import type { ExpectedRevision } from '../writes/decide-write.ts';
import { NO_ROOM, TOO_MUCH_UNFINISHED } from './errors.ts';
import { MAX_APPEND_SIZE } from './node.ts';

const NOTHING = new Uint8Array(0);

function bytes(field: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const buffer = Buffer.allocUnsafe(bytesFieldLength(content.length));
  writeBytes(buffer, field, content, 0);
  return buffer;
}

function varint(field: number, value: number): Buffer {
  const buffer = Buffer.allocUnsafe(1 + varintLength(value));
  writeVarintField(buffer, field, value, 0);
  return buffer;
}

function success(revision: number, position: number | undefined): Buffer {
  return bytes(
    3,
    revision < 0 ? bytes(2) : varint(1, revision),
    position === undefined ? bytes(4) : bytes(3, varint(1, position), varint(2, position)),
  );
}

/** google.rpc.Status with one of the client's error messages packed into `details`. */
function error(code: number, message: string, type: string, ...details: readonly Uint8Array[]): Buffer {
  const typeUrl = Buffer.from(`type.googleapis.com/event_store.client.${type}`);
  return bytes(
    2,
    varint(1, code),
    bytes(2, Buffer.from(message)),
    bytes(3, bytes(1, typeUrl), bytes(2, ...details)),
  );
}

function wrongExpectedVersion(expected: ExpectedRevision, current: number): Buffer {
  const field = { any: 4, stream_exists: 5, no_stream: 6 };
  return error(
    6,
    'WrongExpectedVersion',
    'WrongExpectedVersion',
    current < 0 ? bytes(2) : varint(1, current),
    typeof expected === 'number' ? varint(3, expected) : bytes(field[expected]),
  );
}

export type BatchAppendOutcome =
  | WriteResult
  | { kind: 'too-large' }
  | { kind: 'too-much-unfinished' }
  | { kind: 'bad-request'; message: string };

function outcomeField(stream: string, expected: ExpectedRevision, outcome: BatchAppendOutcome): Buffer {
  switch (outcome.kind) {
    case 'written':
      return success(outcome.revision, outcome.position);
    case 'wrong-expected-revision':
      return wrongExpectedVersion(expected, outcome.current);
    case 'stream-deleted':
      return error(5, 'Stream is deleted.', 'StreamDeleted', bytes(1, bytes(3, Buffer.from(stream))));
    case 'deadline-exceeded':
      return error(4, 'Timeout', 'Timeout', NOTHING);
    case 'no-room':
      // Of a type that the client does not know, because with `Unknown` it would drop the sentence.
      return error(8, NO_ROOM, 'NoRoom', NOTHING);
    case 'too-much-unfinished':
      return error(8, TOO_MUCH_UNFINISHED, 'NoRoom', NOTHING);
    case 'too-large':
      return error(
        3,
        'Maximum Append Size Exceeded.',
        'MaximumAppendSizeExceeded',
        varint(1, MAX_APPEND_SIZE),
      );
    case 'bad-request':
      return error(3, outcome.message, 'BadRequest', bytes(1, Buffer.from(outcome.message)));
    case 'failed':
      return error(2, outcome.message, 'Unknown', NOTHING);
  }
}

/**
 * Encodes the answer to one append of a BatchAppend call.
 * @param correlationId the UUID message of the request, encoded
 */
export function encodeBatchAppendResp(
  correlationId: Uint8Array,
  stream: string,
  expected: ExpectedRevision,
  outcome: BatchAppendOutcome,
): Buffer {
  return Buffer.concat([
    bytes(1, correlationId),
    outcomeField(stream, expected, outcome),
    bytes(4, bytes(3, Buffer.from(stream))),
  ]);
}
