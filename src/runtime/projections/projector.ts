import type { ProjectionDefinition } from '../../core/define-projection.ts';
import type { ParkedStream } from './ports.ts';
import { createRecorder, type OperationRecorder } from './record-operations.ts';
import { createRowStore, type RowStore } from './row-store.ts';

/** What projections know between batches. Not to be used again after a failed transaction. */
export interface Projector {
  readonly projections: readonly (OperationRecorder & { readonly name: string })[];
  readonly rows: RowStore;
  readonly parked: ParkedStreams;
}

/** Streams that a projection no longer takes events from, because of a poison event. */
interface ParkedStreams {
  has(projection: string, stream: string): boolean;
  add(projection: string, stream: string): void;
  remove(projection: string, stream: string): void;
}

/** A projector that knows no rows yet. Throws Error where two projections share a name or a table. */
export function createProjector(
  projections: readonly ProjectionDefinition[],
  options: {
    rowsPerTable?: number;
    parked?: Iterable<ParkedStream>;
  } = {},
): Projector {
  const tables = projections.flatMap((projection) => Object.values(projection.tables));
  const names = [...projections.map(({ name }) => name), ...tables.map(({ name }) => `table ${name}`)];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`${twice} stands in the projections twice`);

  const parked = parkedStreams();
  for (const { projection, stream } of options.parked ?? []) parked.add(projection, stream);
  return {
    projections: projections.map((projection) => ({
      name: projection.name,
      ...createRecorder(projection),
    })),
    rows: createRowStore(tables, options.rowsPerTable ?? 20_000),
    parked,
  };
}

/** An empty set of parked streams. */
export function parkedStreams(): ParkedStreams {
  const streams = new Map<string, Set<string>>();
  return {
    has: (projection, stream) => streams.get(projection)?.has(stream) ?? false,
    add(projection, stream) {
      const of = streams.get(projection);
      if (of) of.add(stream);
      else streams.set(projection, new Set([stream]));
    },
    remove: (projection, stream) => void streams.get(projection)?.delete(stream),
  };
}
