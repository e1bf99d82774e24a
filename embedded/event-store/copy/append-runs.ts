import type { EventStoreDBClient } from '@eventstore/db-client';
import { openAppendCall } from '../../../src/platform/event-log/open-append-call.ts';
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
  let waiting = 0;
  let waitingBytes = 0;
  let failure: Error | undefined;
  let wake = (): void => undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    wake();
  };
  const opening = openAppendCall(client, (error) => fail(new Error(`the target failed: ${error.message}`)));
  const call = await within(PATIENCE, 'the target did not answer', opening);

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
      await waitWhile(() => waiting >= MAX_WAITING || waitingBytes >= MAX_WAITING_BYTES);
      const { stream, first, events, bytes } = run;
      waiting += 1;
      waitingBytes += bytes;
      call.send(
        { stream, expected: first - 1, events, deadlineMs: PATIENCE },
        {
          resolve() {
            waiting -= 1;
            waitingBytes -= bytes;
            onAcknowledged(events.length);
            wake();
          },
          reject: (error) => fail(refusal(run, error)),
        },
      );
    },
    settled: () => waitWhile(() => waiting > 0),
    close: call.close,
  };
}

function refusal({ stream, first }: Run, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`the target refused revision ${first} of ${stream}: ${reason}`);
}
