import { setTimeout as delay } from 'node:timers/promises';
import { type AppendToStreamOptions, EventStoreDBClient, jsonEvent, START } from '@eventstore/db-client';
import type { Random } from '../../../../bench/support/random.ts';
import { createGate } from './gate.ts';
import type { Ledger, Place } from './ledger.ts';

/** Clients that append and subscribe; an append that fails is sent again as it was. They start out waiting. */
export type Load = {
  /** Lets them go on, against a node that serves. */
  resume(): void;
  /** They lose or finish what is under way, and then wait. Resolves once all of them do. */
  pause(): Promise<void>;
  stop(): Promise<void>;
};

const WRITERS = 24;
const SHARED_STREAMS = 5;
/** Makes the client call Append instead of BatchAppend. */
const BY_APPEND = { credentials: { username: 'any', password: 'any' } };

export function startLoad(url: string, ledger: Ledger, random: Random): Load {
  const connect = (): EventStoreDBClient => EventStoreDBClient.connectionString(url);
  const [first, second, third] = [connect(), connect(), connect()];
  const gate = createGate();
  let stopped = false;

  const untilDone = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    while (!stopped) {
      try {
        return await gate.pass(work);
      } catch {
        // The outcome is unknown, or the node is gone: the same again when there is one.
        await delay(5);
      }
    }
    return undefined;
  };

  const write = async (n: number): Promise<void> => {
    const client = n % 2 === 0 ? first : second;
    const alone = n % 3 === 0;
    const stream = alone ? `own-${n}` : `shared-${n % SHARED_STREAMS}`;
    let revision: bigint | 'no_stream' = 'no_stream';
    while (!stopped) {
      const size = n % 4 === 0 ? 2 + random.below(30) : 1;
      const events = Array.from({ length: size }, () => jsonEvent({ type: 'Tested', data: { n } }));
      const options: AppendToStreamOptions = {
        ...(alone ? { expectedRevision: revision } : {}),
        ...(n % 5 === 0 ? BY_APPEND : {}),
      };
      const result = await untilDone(() => client.appendToStream(stream, events, options));
      if (!result) return;
      revision = result.nextExpectedRevision;
      const ids = events.map(({ id }) => id);
      ledger.acknowledge({ stream, ids, revision, position: result.position?.commit });
    }
  };

  /** Subscribes until the node or the gate ends it. @returns the last event that it saw */
  const subscribe = (after: Place | undefined): Promise<Place | undefined> =>
    new Promise((resolve) => {
      if (stopped) return resolve(after);
      const sight = ledger.look(after);
      let last = after;
      const fromPosition = after ? { commit: after.position, prepare: after.position } : START;
      const subscription = third.subscribeToAll({ fromPosition });
      const end = (): void => {
        subscription.off('data', see);
        resolve(last);
      };
      const see = ({ event }: { event?: { id: string; position?: { commit: bigint } } }): void => {
        if (!event?.position) return;
        sight.push(event.id);
        last = { id: event.id, position: event.position.commit };
      };
      subscription.on('data', see).on('error', end);
      void gate
        .closing()
        .then(end)
        .then(() => subscription.unsubscribe())
        .catch(() => undefined);
    });

  const followLive = async (): Promise<void> => {
    let last: Place | undefined;
    while (!stopped) last = await gate.pass(() => subscribe(last));
  };

  const catchUp = async (): Promise<void> => {
    while (!stopped) {
      const after = ledger.placeAt(random.below(ledger.counts.stored + 1) - 1);
      await gate.pass(() => subscribe(after));
    }
  };

  const workers = [followLive(), catchUp(), catchUp()];
  for (let n = 1; n <= WRITERS; n += 1) workers.push(write(n));
  return {
    resume: gate.open,
    pause: gate.close,
    async stop() {
      stopped = true;
      await gate.close();
      gate.open();
      await Promise.all(workers);
      await Promise.all([first, second, third].map((client) => client.dispose()));
    },
  };
}
