import type { CommandDefinition } from '../../core/define-command.ts';
import type { Counts, Kind } from './counts.ts';

/** One command of an import. */
export interface Step {
  readonly command: CommandDefinition;
  readonly input: Readonly<Record<string, unknown>>;
  /** The same in every import of the same thing, so that the engine does it once. */
  readonly commandId: string;
  /** Who issues it: the user who asked for the import, or the import itself for what users cannot do. */
  readonly by: 'user' | 'import';
  /** Row that it comes from. */
  readonly line: number;
  /** What it makes; null where it changes what another step, or somebody before, has made. */
  readonly makes: Kind | null;
  /** Where it is refused, the rest of its strand is not tried. */
  readonly essential: boolean;
  /** Rows that have been dealt with once it is done. */
  readonly rows: number;
}

/** Steps that are taken one after the other. */
export interface Strand {
  readonly key: string;
  /** Strands without which this one cannot be; one that is not in the plan is there already. */
  readonly needs: readonly string[];
  /** Rows that cannot be imported without it. */
  readonly lines: readonly number[];
  readonly steps: readonly Step[];
  /**
   * Writes to a stream that others of its kind write to as well: they go one by one, and hold up nothing
   * else.
   */
  readonly single?: true;
}

/** All that is left to do. */
export interface ImportPlan {
  /** Each stands behind those it needs. */
  readonly strands: readonly Strand[];
  /** Things that the file names. */
  readonly total: Counts;
  /** Those of them that are there already. */
  readonly unchanged: Counts;
  /** Rows that say nothing new. */
  readonly rowsDone: number;
}
