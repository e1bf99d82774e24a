import { randomUUID } from 'node:crypto';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { unpackToCommandError } from '@eventstore/db-client/dist/streams/appendToStream/unpackError.js';
import { parseUUID } from '@eventstore/db-client/dist/utils/grpcUUID.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { Metadata, status } from '@grpc/grpc-js';
import type { LogPosition } from '../../core/define-events.ts';
import { inTime } from '../../runtime/in-time.ts';
import { type Append, appendRequest } from './append-request.ts';
import { noAnswer } from './with-retry.ts';

export interface Appended {
  readonly revision: number;
  readonly position: LogPosition;
}

interface Waiting {
  readonly stream: string;
  resolve(appended: Appended): void;
  reject(error: unknown): void;
}

/**
 * Appends over one call that all appends of the client share (BatchAppend). The client's own `appendToStream`
 * does the same, but many appends in flight when the connection breaks end the process there, in promises
 * that nobody holds, and it keeps the appends of all clients of the process in one table.
 * Throws what the server or gRPC says, {@link LogUnavailableError} when nothing is said by the deadline.
 */
export function createAppendCall(client: EventStoreDBClient) {
  let current: ReturnType<typeof open> | undefined;

  async function open(ended: () => void) {
    const waiting = new Map<string, Waiting>();
    // biome-ignore lint/complexity/useLiteralKeys: protected, and the way to the channel that the client looks after
    const create = client['GRPCStreamCreator'](streamsGrpc.StreamsClient, 'append', (stub) =>
      // biome-ignore lint/complexity/useLiteralKeys: credentials and name of the connection
      stub.batchAppend(...client['callArguments']({}, { deadline: Number.POSITIVE_INFINITY })),
    );
    const call = await create();
    const end = (error: Error) => {
      ended();
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    };
    call.on('data', (answer: streams.BatchAppendResp) => settle(waiting, answer));
    call.on('error', end);
    call.on('end', () => {
      call.end();
      end(unavailable('the call for appends has ended'));
    });
    return { call, waiting };
  }

  function start() {
    const forget = () => {
      if (current === opening) current = undefined;
    };
    const opening = open(forget);
    opening.catch(forget);
    return opening;
  }

  return (append: Append): Promise<Appended> => {
    const id = randomUUID();
    current ??= start();
    const opening = current;
    const answer = opening.then(({ call, waiting }) => {
      if (call.destroyed || call.writableEnded) throw unavailable('the call for appends is closed');
      return new Promise<Appended>((resolve, reject) => {
        waiting.set(id, { stream: append.stream, resolve, reject });
        call.write(appendRequest(id, append));
      });
    });
    return inTime(append.deadlineMs, answer, () => {
      opening.then(({ waiting }) => waiting.delete(id)).catch(() => {});
      return noAnswer(append.deadlineMs);
    });
  };
}

/** An error that another try can mend, as gRPC would make it. */
function unavailable(details: string): Error {
  return Object.assign(new Error(details), { code: status.UNAVAILABLE, details, metadata: new Metadata() });
}

function settle(waiting: Map<string, Waiting>, answer: streams.BatchAppendResp): void {
  const id = parseUUID(answer.getCorrelationId()) ?? '';
  const append = waiting.get(id);
  waiting.delete(id);
  try {
    append?.resolve(appended(answer, append.stream));
  } catch (error) {
    append?.reject(error);
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
