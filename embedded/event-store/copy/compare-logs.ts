import { createHash, type Hash } from 'node:crypto';
import { isTombstone, type LoggedEvent, type Position } from './logged-event.ts';
import type { Numbering } from './numbering.ts';

/** How far two logs were followed and found the same; a later comparison goes on from here. */
export type Compared = {
  events: number;
  /** Last event found on either side. */
  source: Position | undefined;
  target: Position | undefined;
  /** SHA-256 over stream, revision, id, type, content type, data and metadata of each event, in order. */
  sourceHash: Hash;
  targetHash: Hash;
};

export function nothingCompared(): Compared {
  return {
    events: 0,
    source: undefined,
    target: undefined,
    sourceHash: createHash('sha256'),
    targetHash: createHash('sha256'),
  };
}

/**
 * Follows two logs side by side, from where `compared` says, which it moves on.
 * @param numbering the revisions that the events of the source are to have in the target
 * @returns `same`, when both ended together; `target-ended`, when the source has more; else the first
 * difference in words
 */
export async function compareLogs(
  source: AsyncIterator<LoggedEvent>,
  target: AsyncIterator<LoggedEvent>,
  numbering: Numbering,
  compared: Compared,
  onEvent: () => void,
): Promise<'same' | 'target-ended' | { difference: string }> {
  try {
    for (;;) {
      const found = await target.next();
      const wanted = await source.next();
      if (found.done) return wanted.done ? 'same' : 'target-ended';
      const number = compared.events + 1;
      if (wanted.done)
        return { difference: `event ${number}: the target has ${nameOf(found.value)}, the source has ended` };
      const revision = numbering.of(wanted.value);
      const field = firstDifference({ ...wanted.value, revision }, found.value);
      if (field)
        return {
          difference:
            `event ${number}: ${field} differs, the source has ${nameOf(wanted.value)}, ` +
            `the target has ${nameOf(found.value)}`,
        };
      add(compared.sourceHash, wanted.value, revision);
      add(compared.targetHash, found.value, found.value.revision);
      compared.events = number;
      compared.source = wanted.value.position;
      compared.target = found.value.position;
      onEvent();
    }
  } finally {
    await Promise.all([source.return?.(), target.return?.()]);
  }
}

const nameOf = ({ stream, revision, id }: LoggedEvent): string => `${revision}@${stream} (${id})`;

/** The field in which two events differ; undefined when they are the same. */
function firstDifference(wanted: LoggedEvent, found: LoggedEvent): string | undefined {
  if (wanted.stream !== found.stream) return 'the stream';
  if (wanted.type !== found.type) return 'the type';
  if (isTombstone(wanted) && isTombstone(found)) return undefined;
  if (wanted.revision !== found.revision) return 'the revision';
  if (wanted.id !== found.id) return 'the id';
  if (wanted.contentType !== found.contentType) return 'the content type';
  if (Buffer.compare(wanted.data, found.data) !== 0) return 'the data';
  return Buffer.compare(wanted.metadata, found.metadata) === 0 ? undefined : 'the metadata';
}

function add(hash: Hash, event: LoggedEvent, revision: number): void {
  const { stream, id, type, contentType, data, metadata } = event;
  const names = isTombstone(event) ? [stream, type] : [stream, revision, id, type, contentType];
  hash.update(JSON.stringify([...names, data.length, metadata.length]));
  if (!isTombstone(event)) hash.update(data).update(metadata);
}
