import type { EventStoreDBClient } from '@eventstore/db-client';

/** One append that a node said it has; `revision` and `position` are those of its last event. */
type Acknowledged = {
  readonly stream: string;
  readonly ids: readonly string[];
  readonly revision: bigint;
  readonly position: bigint | undefined;
};

export type Place = { readonly id: string; readonly position: bigint };

/** Ids of the events that one subscription to `$all` was sent, in the order in which they came. */
type Sight = string[];

/** What clients were told by a node that fails again and again, and what it must therefore still hold. */
export type Ledger = {
  readonly counts: { acknowledged: number; seen: number; stored: number };
  acknowledge(append: Acknowledged): void;
  /** Begins the notes of a subscription to what comes behind an event, or to everything. */
  look(after: Place | undefined): Sight;
  /** An event that is known to be stored, undefined for the place before the first. */
  placeAt(index: number): Place | undefined;
  /**
   * Reads what was added to `$all` and holds it against what was told since the last time.
   * @throws Error naming the first thing that is missing, doubled, or elsewhere
   */
  verify(client: EventStoreDBClient): Promise<void>;
  /** Reads `$all` and every stream from the start, and compares them with what earlier reads showed. */
  verifyEverything(client: EventStoreDBClient): Promise<void>;
};

type Stored = Place & { readonly stream: string; readonly revision: bigint };

export function createLedger(): Ledger {
  const counts = { acknowledged: 0, seen: 0, stored: 0 };
  const order: Stored[] = [];
  const indexOf = new Map<string, number>();
  const streams = new Map<string, string[]>();
  let acknowledged: Acknowledged[] = [];
  let sights: Sight[] = [];

  const add = (event: Stored): void => {
    require(!indexOf.has(event.id), `${event.id} is in $all twice`);
    const own = streams.get(event.stream) ?? [];
    require(event.revision ===
      BigInt(own.length), `${event.stream} goes from ${own.length} to ${event.revision}`);
    require(event.position > (order.at(-1)?.position ?? -1n), `$all goes back at ${event.position}`);
    streams.set(event.stream, own);
    own.push(event.id);
    indexOf.set(event.id, order.length);
    order.push(event);
  };

  const holds = ({ stream, ids, revision, position }: Acknowledged): void => {
    const [first = ''] = ids;
    const start = indexOf.get(first);
    require(start !== undefined, `acknowledged event ${first} of ${stream} is gone`);
    const stored = order.slice(start, start + ids.length);
    require(same(
      stored.map(({ id }) => id),
      ids,
    ), `the append of ${first} to ${stream} is not whole`);
    const last = stored.at(-1);
    require(last?.stream === stream &&
      last.revision === revision, `${first} is not at ${revision}@${stream}`);
    require(position === undefined || last.position === position, `${first} has left position ${position}`);
  };

  const wasSeen = (sight: Sight): void => {
    const [first] = sight;
    if (first === undefined) return;
    const start = indexOf.get(first);
    require(start !== undefined, `event ${first}, which a subscriber saw, is gone`);
    const stored = order.slice(start, start + sight.length).map(({ id }) => id);
    require(same(stored, sight), `$all is not what a subscriber saw from ${first} on`);
  };

  return {
    counts,
    acknowledge(append) {
      acknowledged.push(append);
      counts.acknowledged += 1;
    },
    look(after) {
      const sight: Sight = after ? [after.id] : [];
      sights.push(sight);
      return sight;
    },
    placeAt: (index) => order[index],
    async verify(client) {
      const [told, shown] = [acknowledged, sights];
      [acknowledged, sights] = [[], []];
      const known = order.at(-1);
      let again = known === undefined;
      for await (const event of readAll(client, known?.position)) {
        if (again) add(event);
        else require(event.id === known?.id, `position ${known?.position} holds another event`);
        again = true;
      }
      require(again, `event ${known?.id} at the end of $all is gone`);
      for (const append of told) holds(append);
      for (const sight of shown) {
        wasSeen(sight);
        counts.seen += sight.length;
      }
      counts.stored = order.length;
    },
    async verifyEverything(client) {
      let index = 0;
      for await (const event of readAll(client)) {
        const before = order[index];
        require(same(
          [event.id, event.position],
          [before?.id, before?.position],
        ), `$all has changed at ${index}`);
        index += 1;
      }
      require(index === order.length, `$all has ${index} events, not ${order.length}`);
      for (const [stream, ids] of streams) {
        const own: string[] = [];
        for await (const { event } of client.readStream(stream)) {
          require(event?.revision === BigInt(own.length), `${stream} has a gap at ${own.length}`);
          own.push(event.id);
        }
        require(same(own, ids), `${stream} is not what $all says of it`);
      }
    },
  };
}

async function* readAll(client: EventStoreDBClient, from?: bigint): AsyncGenerator<Stored> {
  const options = from === undefined ? {} : { fromPosition: { commit: from, prepare: from } };
  // The client may complain again after it has ended the iteration with an error.
  for await (const { event } of client.readAll(options).on('error', () => undefined)) {
    if (!event?.position) continue;
    const { id, streamId, revision, position } = event;
    yield { id, stream: streamId, revision, position: position.commit };
  }
}

function same(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}

function require(condition: boolean, complaint: string): asserts condition {
  if (!condition) throw new Error(complaint);
}
