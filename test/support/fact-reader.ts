import type { FactReader } from '../../src/core/define-command.ts';
import type { StreamDefinition } from '../../src/core/define-stream.ts';

/** A state of a stream that `prepare` can find: the stream, its id, the state. */
type KnownState = readonly [stream: { readonly category: string }, id: string, state: unknown];

/** What `prepare` finds in a test. Rows are filtered and checked as the runtime does. */
export function factReader(known: {
  readonly states?: readonly KnownState[];
  readonly rows?: Readonly<Record<string, readonly Record<string, unknown>[]>>;
}): FactReader {
  return {
    async state<State>(stream: StreamDefinition<State>, id: string) {
      const found = known.states?.find(([of, itsId]) => of.category === stream.category && itsId === id);
      return found ? (found[2] as State) : null;
    },
    async rows({ table, where, row }) {
      const rows = known.rows?.[table] ?? [];
      return rows
        .filter((candidate) => Object.entries(where).every(([column, value]) => candidate[column] === value))
        .map((candidate) => row.parse(candidate));
    },
  };
}
