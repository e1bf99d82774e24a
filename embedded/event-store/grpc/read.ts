import { randomUUID } from 'node:crypto';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { createEncodeEntry } from '../reads/encode-entry.ts';
import { streamNotFound } from '../reads/messages.ts';
import { readAll, readStream } from '../reads/read-events.ts';
import { createSink, type Sink } from '../reads/sink.ts';
import { allSource, StreamDeleted, streamSource } from '../reads/sources.ts';
import { viewStream } from '../reads/stream-view.ts';
import { subscribe } from '../reads/subscribe.ts';
import { nodeStopping, statusOf } from './errors.ts';
import type { Node } from './node.ts';
import { type ParsedRead, parseReadRequest } from './read-request.ts';

type Call = ServerWritableStream<streams.ReadReq, Buffer>;

/** Read: streams and `$all`, once or as a subscription. */
export function createRead(node: Node) {
  return async (call: Call): Promise<void> => {
    const sink = createSink(call);
    const stop = (): void => {
      call.emit('error', nodeStopping());
    };
    node.stopping.addEventListener('abort', stop);
    sink.closed.addEventListener('abort', () => node.stopping.removeEventListener('abort', stop));
    let closed: (() => void) | undefined;
    try {
      const request = parseReadRequest(call.request);
      closed = node.observer?.readOpened(request.count === undefined ? 'subscription' : 'read');
      await serve(node, request, sink);
      if (!sink.closed.aborted) call.end();
    } catch (error) {
      call.emit('error', statusOf(error));
    } finally {
      closed?.();
    }
  };
}

async function serve(node: Node, request: ParsedRead, sink: Sink): Promise<void> {
  if (request.count === undefined) return serveSubscription(node, request, sink);
  const { storage } = node;
  const { stream, direction, count } = request;
  const encode = createEncodeEntry(storage, request.form);
  const backwards = direction === 'backwards';
  if (stream === undefined) {
    // Forwards includes the position, backwards begins before it.
    const exclusive = backwards && typeof request.from === 'number' ? 1 : 0;
    const from = numberOf(request.from, Number.MAX_SAFE_INTEGER) - exclusive;
    return readAll(storage, { from, direction, count }, request.filter?.matches, encode, sink);
  }
  const view = viewStream(storage, stream, Date.now());
  if (view.kind === 'deleted') throw new StreamDeleted(stream);
  if (view.kind === 'not-found') return void (await sink.send(streamNotFound(stream)));
  const from = numberOf(request.from, backwards ? view.last : view.last + 1);
  return readStream(storage, view, { from, direction, count }, encode, sink);
}

function numberOf(from: ParsedRead['from'], end: number): number {
  if (from === 'start') return 0;
  return from === 'end' ? end : from;
}

async function serveSubscription(node: Node, request: ParsedRead, sink: Sink): Promise<void> {
  const { storage, tail, commits } = node;
  const { stream } = request;
  const source =
    stream === undefined ? allSource(storage, tail, commits) : streamSource(storage, commits, stream);
  const beforeFirst = stream === undefined ? 0 : -1;
  const from = request.from === 'start' ? beforeFirst : numberOf(request.from, source.end());
  const encode = createEncodeEntry(storage, request.form);
  await subscribe(source, from, request.filter, encode, randomUUID(), sink);
}
