import type { EventStoreDBClient } from '@eventstore/db-client';
import { inTime } from '../../runtime/in-time.ts';
import type { Append } from './append-request.ts';
import { type AppendCall, type Appended, openAppendCall } from './open-append-call.ts';
import { noAnswer } from './with-retry.ts';

/**
 * Appends over one call that all appends of the client share, opened again after it has ended. The client's own
 * `appendToStream` does the same, but many appends in flight when the connection breaks end the process there, in
 * promises that nobody holds, and it keeps the appends of all clients of the process in one table.
 * Throws what the server or gRPC says, {@link LogUnavailableError} when nothing is said by the deadline.
 */
export function createAppendCall(client: EventStoreDBClient) {
  let current: Promise<AppendCall> | undefined;

  function start() {
    const forget = () => {
      if (current === opening) current = undefined;
    };
    const opening = openAppendCall(client, forget);
    opening.catch(forget);
    return opening;
  }

  return (append: Append): Promise<Appended> => {
    current ??= start();
    const opening = current;
    const late = () => noAnswer(append.deadlineMs);
    let isLate = false;
    let forget = () => {};
    const answer = opening.then((call) => {
      if (isLate) throw late();
      return new Promise<Appended>((resolve, reject) => {
        forget = call.send(append, { resolve, reject });
      });
    });
    return inTime(append.deadlineMs, answer, () => {
      isLate = true;
      forget();
      return late();
    });
  };
}
