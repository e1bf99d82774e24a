import type { EventStoreDBClient } from '@eventstore/db-client';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { isCopied, type LoggedEvent, type Position } from './logged-event.ts';
import { within } from './within.ts';

const { Options } = streams.ReadReq;

/** A server that says nothing for this long, in milliseconds, is given up. */
const SILENCE = 30_000;

/**
 * The events of `$all` behind a position, in order, as fast as they are taken.
 * On the client's channel, but with messages of our own: the client would parse data and metadata as JSON, and
 * what it then wrote would be other bytes (1.0, or numbers beyond 2^53 as `$tb` has them).
 * @throws Error when the server refuses, breaks off, or says nothing for 30 s, and when `signal` aborts
 */
export async function* readLog(
  client: EventStoreDBClient,
  after: Position | undefined,
  signal: AbortSignal,
): AsyncGenerator<LoggedEvent> {
  signal.throwIfAborted();
  const request = readRequest(after);
  // biome-ignore lint/complexity/useLiteralKeys: protected, and the way to the channel that the client looks after
  const open = client['GRPCStreamCreator'](streamsGrpc.StreamsClient, 'readAll', (stub) =>
    // biome-ignore lint/complexity/useLiteralKeys: credentials and name of the connection
    stub.read(request, ...client['callArguments']({}, { deadline: Number.POSITIVE_INFINITY })),
  );
  const call = await within(SILENCE, 'the server did not answer', open());
  let waiting = true;
  const silence = setTimeout(() => {
    if (waiting) call.destroy(new Error(`the server said nothing for ${SILENCE / 1000} s`));
    else silence.refresh();
  }, SILENCE);
  const stop = (): void => void call.destroy(new Error('it was stopped'));
  signal.addEventListener('abort', stop);
  try {
    const messages: AsyncIterable<streams.ReadResp> = call;
    for await (const message of messages) {
      silence.refresh();
      const event = eventOf(message);
      if (!event || (after && order(event.position, after) <= 0)) continue;
      waiting = false;
      yield event;
      waiting = true;
    }
  } finally {
    clearTimeout(silence);
    signal.removeEventListener('abort', stop);
    call.on('error', () => undefined);
    call.cancel();
  }
}

function readRequest(after: Position | undefined): streams.ReadReq {
  const all = new Options.AllOptions();
  if (after) {
    const { commit, prepare } = after;
    all.setPosition(new Options.Position().setCommitPosition(commit).setPreparePosition(prepare));
  } else all.setStart(new shared.Empty());
  const options = new Options()
    .setAll(all)
    .setResolveLinks(false)
    .setReadDirection(Options.ReadDirection.FORWARDS)
    .setCount(String(Number.MAX_SAFE_INTEGER))
    .setUuidOption(new Options.UUIDOption().setString(new shared.Empty()))
    .setNoFilter(new shared.Empty());
  return new streams.ReadReq().setOptions(options);
}

function eventOf(message: streams.ReadResp): LoggedEvent | undefined {
  const recorded = message.getEvent()?.getEvent();
  if (!recorded) return undefined;
  const metadata = recorded.getMetadataMap();
  return {
    stream: Buffer.from(recorded.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString(),
    revision: Number(recorded.getStreamRevision()),
    id: recorded.getId()?.getString() ?? '',
    type: metadata.get('type') ?? '',
    contentType: metadata.get('content-type') ?? '',
    data: recorded.getData_asU8(),
    metadata: recorded.getCustomMetadata_asU8(),
    position: {
      commit: String(recorded.getCommitPosition()),
      prepare: String(recorded.getPreparePosition()),
    },
  };
}

/** Where a log ends now; undefined where it is empty. */
export async function endOf(client: EventStoreDBClient): Promise<Position | undefined> {
  const read = async () => {
    let end: Position | undefined;
    for await (const { event } of client.readAll({
      direction: 'backwards',
      fromPosition: 'end',
      maxCount: 1,
    })) {
      if (event) end = { commit: String(event.position.commit), prepare: String(event.position.prepare) };
    }
    return end;
  };
  return within(SILENCE, 'the server did not answer', read());
}

/** The events up to a position; what is appended later is left for another time. */
export async function* upTo(
  end: Position | undefined,
  log: AsyncIterable<LoggedEvent>,
): AsyncGenerator<LoggedEvent> {
  if (!end) return;
  for await (const event of log) {
    const beyond = order(event.position, end);
    if (beyond <= 0) yield event;
    if (beyond >= 0) return;
  }
}

/** Below 0 when `a` comes first: several events can share a commit position. */
function order(a: Position, b: Position): number {
  return Number(BigInt(a.commit) - BigInt(b.commit)) || Number(BigInt(a.prepare) - BigInt(b.prepare));
}

/** The events that a copy takes. */
export async function* copiedOnly(log: AsyncIterable<LoggedEvent>): AsyncGenerator<LoggedEvent> {
  for await (const event of log) if (isCopied(event.stream)) yield event;
}
