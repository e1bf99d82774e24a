import type { Database } from 'lmdb';
import type { StreamState } from './stream-state.ts';

export type Bytes = Database<Buffer, Buffer>;

/**
 * What the LMDB environment of a node holds. All keys are bytes, numbers in them big-endian.
 * - `log`: position → stored event (see stored-event.ts)
 * - `streams`: name → StreamState as JSON
 * - `index`: stream id ‖ revision → position
 * - `ids`: stream id ‖ event id → revision
 * - `meta`: `format`, `lastStreamId`, and `upgraded` while an older format is being rewritten
 */
export type Databases = {
  log: Bytes;
  streams: Database<StreamState, Buffer>;
  index: Bytes;
  ids: Bytes;
  meta: Database<number, string>;
  /** Position of the last durable event, 0 when there is none; positions count up by one. */
  head: number;
  /** Streams are numbered from 1; 0 when there is none. */
  lastStreamId: number;
};
