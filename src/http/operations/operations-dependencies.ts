import type { EventLog } from '../../core/ports.ts';
import type { ProjectionOperations } from '../../platform/projection-operations/create-projection-operations.ts';

/** What the routes for the people who operate the product work with. */
export interface OperationsDependencies {
  readonly operations: ProjectionOperations;
  readonly projections: readonly { readonly name: string; readonly version: number }[];
  /** Events of the log that the live tables of each projection lack. */
  readonly lagInEvents: () => Promise<ReadonlyMap<string, number>>;
  readonly log: Pick<EventLog, 'readLogged'>;
  /** Names of fields that are masked in payloads. */
  readonly personalFields: ReadonlySet<string>;
  /** Told of everything that somebody has changed. */
  readonly note: (message: string, fields: Record<string, unknown>) => void;
}
