/** A place in `$all`, as the server tells it. */
export type Position = { commit: string; prepare: string };

/** An event as it was read, its data and metadata byte for byte. */
export type LoggedEvent = {
  stream: string;
  revision: number;
  id: string;
  type: string;
  contentType: string;
  data: Uint8Array;
  metadata: Uint8Array;
  position: Position;
};

/**
 * Whether a copy takes the events of a stream: all but those of system streams (`$stats-…`, `$scavenges`,
 * projections) and their metadata, which belong to the server that wrote them.
 */
export function isCopied(stream: string): boolean {
  return !(stream.startsWith('$$') ? stream.slice(2) : stream).startsWith('$');
}

/**
 * A tombstone is written by the server that it is on: it is repeated, and keeps neither id nor revision. Its
 * revision, 2^63 - 1, tells it; an event of any type may be a user's.
 */
export function isTombstone({ revision }: LoggedEvent): boolean {
  return revision > Number.MAX_SAFE_INTEGER;
}
