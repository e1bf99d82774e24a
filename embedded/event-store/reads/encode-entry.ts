import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { readUint64, revisionKey, uint64Key } from '../storage/keys.ts';
import type { Storage } from '../storage/open-storage.ts';
import { dataOf, isLink, MAX_NAME_BYTES, readRespOf, resolvedReadResp } from '../storage/stored-event.ts';
import { METASTREAM_PREFIX } from '../storage/stream-state.ts';
import type { Entry } from './read-pages.ts';
import { viewStream } from './stream-view.ts';

export type EncodeEntry = (entry: Entry) => Buffer;

/** How a client wants its events: links followed, ids as two numbers instead of text. */
export type EventForm = { resolveLinks: boolean; structuredIds: boolean };

/** The usual form is what is stored; only the others cost anything. */
export function createEncodeEntry(storage: Storage, form: EventForm): EncodeEntry {
  const resolve: EncodeEntry = ({ stored, position }) =>
    form.resolveLinks && isLink(stored)
      ? resolvedReadResp(stored, linkTarget(storage, stored), position)
      : readRespOf(stored);
  return form.structuredIds ? (entry) => withStructuredIds(resolve(entry)) : resolve;
}

/** A link's data is `revision@stream`. */
function linkTarget(storage: Storage, link: Buffer): Buffer | undefined {
  const [, revision, stream] = /^(\d{1,15})@(.+)$/s.exec(Buffer.from(dataOf(link)).toString('utf8')) ?? [];
  if (revision === undefined || stream === undefined) return undefined;
  if (stream === METASTREAM_PREFIX || Buffer.byteLength(stream) > MAX_NAME_BYTES) return undefined;
  const view = viewStream(storage, stream, Date.now());
  if (view.kind !== 'found' || Number(revision) < view.first) return undefined;
  const key = storage.index.get(revisionKey(view.id, Number(revision)));
  const target = key && storage.log.get(uint64Key(readUint64(key)));
  return target && view.isVisible(target) ? target : undefined;
}

function withStructuredIds(message: Buffer): Buffer {
  const response = streams.ReadResp.deserializeBinary(message);
  for (const record of [response.getEvent()?.getEvent(), response.getEvent()?.getLink()]) {
    const hex = record?.getId()?.getString().replaceAll('-', '');
    if (!hex) continue;
    const half = (from: number) => BigInt.asIntN(64, BigInt(`0x${hex.slice(from, from + 16)}`)).toString();
    record?.setId(
      new shared.UUID().setStructured(
        new shared.UUID.Structured().setMostSignificantBits(half(0)).setLeastSignificantBits(half(16)),
      ),
    );
  }
  return Buffer.from(response.serializeBinary());
}
