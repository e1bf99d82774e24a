import { randomUUID } from 'node:crypto';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { unpackToCommandError } from '@eventstore/db-client/dist/streams/appendToStream/unpackError.js';
import { parseUUID } from '@eventstore/db-client/dist/utils/grpcUUID.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { Metadata, status } from '@grpc/grpc-js';
import type { LogPosition } from '../../core/define-events.ts';
import { type Append, appendRequest } from './append-request.ts';

export interface Appended {
  readonly revision: number;
  readonly position: LogPosition;
}

/** Who waits for the answer to an append; one of the two is called, before the next answer is looked at. */
interface Waiting {
  resolve(appended: Appended): void;
  /** With what the server says to this append, or what has ended the call. */
  reject(error: unknown): void;
}

export interface AppendCall {
  /** Sends an append and returns what forgets its answer. Throws what {@link unavailable} makes of a closed call. */
  send(append: Append, waiting: Waiting): () => void;
  close(): void;
}

/**
 * Opens one call for many appends (BatchAppend), over the channel that the client looks after. Servers take them
 * in their order. When the call ends, `onEnd` is told why, then everybody who waits.
 */
export async function openAppendCall(
  client: EventStoreDBClient,
  onEnd: (error: Error) => void,
): Promise<AppendCall> {
  const waiting = new Map<string, Waiting & { readonly stream: string }>();
  // biome-ignore lint/complexity/useLiteralKeys: protected, and the way to the channel that the client looks after
  const create = client['GRPCStreamCreator'](streamsGrpc.StreamsClient, 'append', (stub) =>
    // biome-ignore lint/complexity/useLiteralKeys: credentials and name of the connection
    stub.batchAppend(...client['callArguments']({}, { deadline: Number.POSITIVE_INFINITY })),
  );
  const call = await create();
  const end = (error: Error) => {
    onEnd(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  call.on('data', (answer: streams.BatchAppendResp) => {
    const id = parseUUID(answer.getCorrelationId()) ?? '';
    const append = waiting.get(id);
    waiting.delete(id);
    if (append) settle(append, answer);
  });
  call.on('error', end);
  call.on('end', () => {
    call.end();
    end(unavailable('the call for appends has ended'));
  });
  return {
    send(append, { resolve, reject }) {
      if (call.destroyed || call.writableEnded) throw unavailable('the call for appends is closed');
      const id = randomUUID();
      waiting.set(id, { stream: append.stream, resolve, reject });
      call.write(appendRequest(id, append));
      return () => void waiting.delete(id);
    },
    close: () => call.cancel(),
  };
}

/** An error that another try can mend, as gRPC would make it. */
function unavailable(details: string): Error {
  return Object.assign(new Error(details), { code: status.UNAVAILABLE, details, metadata: new Metadata() });
}

function settle(append: Waiting & { readonly stream: string }, answer: streams.BatchAppendResp): void {
  try {
    append.resolve(appended(answer, append.stream));
  } catch (error) {
    append.reject(error);
  }
}

function appended(answer: streams.BatchAppendResp, stream: string): Appended {
  const error = answer.getError();
  if (error) throw error.hasDetails() ? unpackToCommandError(error, stream) : new Error(error.getMessage());
  const success = answer.getSuccess();
  const position = success?.getPosition();
  if (!success || !position) throw new Error(`append to ${stream} was answered without a position`);
  return {
    revision: Number(success.getCurrentRevision()),
    position: {
      commit: BigInt(position.getCommitPosition()),
      prepare: BigInt(position.getPreparePosition()),
    },
  };
}
