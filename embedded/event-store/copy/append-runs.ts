import { randomUUID } from 'node:crypto';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { unpackToCommandError } from '@eventstore/db-client/dist/streams/appendToStream/unpackError.js';
import { parseUUID } from '@eventstore/db-client/dist/utils/grpcUUID.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { appendRequest } from '../../../src/platform/event-log/append-request.ts';
import type { Run } from './runs.ts';
import { within } from './within.ts';

/** Appends that wait for their answer. */
const MAX_WAITING = 256;
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** The next answer must come within this, in milliseconds. */
const PATIENCE = 30_000;

export type RunAppender = {
  /** Sends a run, when few enough wait for their answer. */
  add(run: Run): Promise<void>;
  /** Resolves when everything sent has been acknowledged. */
  settled(): Promise<void>;
  close(): void;
};

/**
 * Appends runs over one BatchAppend call. Servers take the appends of a call in order, so many may be under
 * way and what is stored is always the beginning of the log.
 * `add` and `settled` throw what the server says to the first append that it refuses, after which nothing is
 * sent, and when it says nothing for 30 s.
 */
export async function openRunAppender(
  client: EventStoreDBClient,
  onAcknowledged: (events: number) => void,
): Promise<RunAppender> {
  // biome-ignore lint/complexity/useLiteralKeys: protected, and the way to the channel that the client looks after
  const open = client['GRPCStreamCreator'](streamsGrpc.StreamsClient, 'append', (stub) =>
    // biome-ignore lint/complexity/useLiteralKeys: credentials and name of the connection
    stub.batchAppend(...client['callArguments']({}, { deadline: Number.POSITIVE_INFINITY })),
  );
  const call = await within(PATIENCE, 'the target did not answer', open());
  const waiting = new Map<string, Run>();
  let waitingBytes = 0;
  let failure: Error | undefined;
  let wake = (): void => undefined;

  call.on('data', (answer: streams.BatchAppendResp) => {
    const id = parseUUID(answer.getCorrelationId()) ?? '';
    const run = waiting.get(id);
    const error = answer.getError();
    if (run && error)
      failure ??= refusal(run, error.hasDetails() ? unpackToCommandError(error, run.stream) : null);
    else if (run) onAcknowledged(run.events.length);
    waitingBytes -= run?.bytes ?? 0;
    waiting.delete(id);
    wake();
  });
  call.on('error', (error: Error) => {
    failure ??= new Error(`the target failed: ${error.message}`);
    wake();
  });
  call.on('end', () => {
    failure ??= new Error('the target has ended the call for appends');
    wake();
  });

  const waitWhile = async (isBusy: () => boolean): Promise<void> => {
    while (!failure && isBusy()) {
      const answered = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await within(PATIENCE, 'the target did not acknowledge an append', answered);
    }
    if (failure) throw failure;
  };

  return {
    async add(run) {
      await waitWhile(() => waiting.size >= MAX_WAITING || waitingBytes >= MAX_WAITING_BYTES);
      const id = randomUUID();
      waiting.set(id, run);
      waitingBytes += run.bytes;
      const { stream, first, events } = run;
      call.write(appendRequest(id, { stream, expected: first - 1, events, deadlineMs: PATIENCE }));
    },
    settled: () => waitWhile(() => waiting.size > 0),
    close: () => call.cancel(),
  };
}

function refusal({ stream, first }: Run, error: Error | null): Error {
  return new Error(`the target refused revision ${first} of ${stream}: ${error?.message ?? 'unknown error'}`);
}
