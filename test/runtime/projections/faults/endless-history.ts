import type { NewEvent } from '../../../../src/core/ports.ts';
import { oneHistory } from '../../../support/histories.ts';

const steps = 400;
/** With what ids of test histories begin, see uuid.ts. */
const idsBegin = '01900000-0000-';

/** An append to a new stream or to one that this history has appended to before. */
export interface NextAppend {
  readonly stream: string;
  /** Revision that the stream has by then. */
  readonly expected: number;
  readonly events: readonly NewEvent[];
}

/**
 * Whole valid histories, one after the other, of all kinds of events; each with ids of its own. `first` is the
 * number of the first one, `stride` how far apart their numbers are, at most 65,535 in all.
 */
export function* endlessHistory(first: number, stride: number): Generator<NextAppend, never> {
  for (let world = first; ; world += stride) {
    const begin = `01900000-${world.toString(16).padStart(4, '0')}-`;
    const ownIds = (text: string) => text.replaceAll(idsBegin, begin);
    for (const { id, type, data, meta, stream, revision } of oneHistory(steps, world)) {
      const events = [{ id, type, data, meta }];
      const named = stream.includes(idsBegin) ? stream : `${stream}-${world}`;
      yield {
        stream: ownIds(named),
        expected: revision - 1,
        events: JSON.parse(ownIds(JSON.stringify(events))),
      };
    }
  }
}
