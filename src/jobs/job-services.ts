import type { FactReader } from '../core/define-command.ts';
import type { Clock } from '../core/ports.ts';
import type { HandleCommand } from '../runtime/commands/handle-command.ts';
import type { ImportStore } from './import-okrs/import-store.ts';

/** What jobs work with. */
export interface JobServices {
  readonly handle: HandleCommand;
  /** Facts of an organization, at most a second old. */
  readonly facts: (organizationId: string) => FactReader;
  readonly clock: Clock;
  readonly imports: ImportStore;
  /** Keyed hash of a normalised e-mail address. */
  readonly hashEmail: (email: string) => string;
  /** Resolves when the read models show what the log holds by now, or have taken too long. */
  readonly caughtUp: () => Promise<void>;
}
