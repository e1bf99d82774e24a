import type { LogPosition } from '../../core/define-events.ts';
import type { ProjectionDefinition } from '../../core/define-projection.ts';
import type { KnownEvent } from '../../core/ports.ts';
import type { ReadModelWriter } from './ports.ts';

/**
 * Which tables: those that queries read, those that are being built to take their place, and those that were
 * in their place before.
 */
export type Generation = 'live' | 'next' | 'previous';

/** How far one projection has come, in one generation of its tables. */
export interface Standing {
  readonly projection: string;
  readonly generation: Generation;
  /** Version of the projection that began the tables. */
  readonly version: number;
  /** Null before the first event. */
  readonly position: LogPosition | null;
  readonly ordinal: number;
  /** The last event that it has taken; null also where that was not noted. */
  readonly last: KnownEvent | null;
  /** Whether the log was found not to have that event: the rows are of another log, and stay as they are. */
  readonly diverged: boolean;
}

/** Something that is to be done with projections. */
export interface ProjectionTask {
  readonly id: string;
  /**
   * `rebuild`: build the tables anew and switch; `verify`: build them anew and compare; `rollback`: bring the
   * previous ones back, and keep today's as the previous; `drop`: delete the previous ones.
   */
  readonly kind: 'rebuild' | 'verify' | 'rollback' | 'drop';
  readonly projections: readonly string[];
  readonly reason: string;
  /** Whether it has been begun. */
  readonly running: boolean;
  /** Whether somebody wants it given up. */
  readonly cancelled: boolean;
  /** Most events per second that it takes; null: as many as it can. */
  readonly eventsPerSecond: number | null;
  /** Whether the first event that cannot be taken ends it. */
  readonly failFast: boolean;
}

/** What is there, and what somebody wants. */
export interface Situation {
  readonly standings: readonly Standing[];
  /** Names of projections that are to stay where they are. */
  readonly paused: readonly string[];
  /** Names of projections that somebody has rolled back since they were last built. */
  readonly rolledBack: readonly string[];
  /** The task at hand; there is one at most. */
  readonly task: ProjectionTask | null;
  /** Transactions of the database so far, of everybody: how much they grow tells whether it is in use. */
  readonly transactions: number;
}

/** Projections that read the log together, at one position. */
export interface Track {
  readonly projections: readonly ProjectionDefinition[];
  readonly generation: 'live' | 'next';
}

/** What a verification found in one table. Holds no values. */
export interface TableDifference {
  readonly table: string;
  readonly liveRows: number;
  readonly rebuiltRows: number;
  /** Rows that the log asks for and the live table lacks. */
  readonly missing: number;
  /** Rows of the live table that do not follow from the log. */
  readonly unexpected: number;
  /** Rows with the same key and something else in them. */
  readonly different: number;
  /** Some of them: the key, and the columns that differ. */
  readonly examples: readonly {
    readonly key: Readonly<Record<string, unknown>>;
    readonly kind: 'missing' | 'unexpected' | 'different';
    readonly columns?: readonly string[];
  }[];
}

/** How a task ended. */
export type TaskOutcome =
  | { readonly state: 'done'; readonly differences?: readonly TableDifference[] }
  | { readonly state: 'failed'; readonly error: string }
  | { readonly state: 'cancelled' };

/** A session of the database that has locked tables. */
export interface TableUser {
  /** Process id of the session; null for a prepared transaction. */
  readonly pid: number | null;
  /** What it calls itself. */
  readonly application: string;
}

/** Where read models are kept. */
export interface ReadModelStore {
  /**
   * Makes this process the one that writes the read models; null while another process is, and shows signs of
   * life. In an empty database all projections begin at the start of the log. Throws where the store cannot be
   * reached.
   */
  takeOver(projections: readonly ProjectionDefinition[]): Promise<ReadModelOwner | null>;
}

/**
 * The process that writes the read models, until `lost` or `release`. Everything that writes throws
 * {@link LostOwnershipError} where another process has taken over; what concerns a task,
 * {@link TaskImpossibleError}, {@link TaskGoneError} and {@link TablesInUseError}.
 */
export interface ReadModelOwner {
  /** Aborts when another process may have taken over. */
  readonly lost: AbortSignal;
  situation(): Promise<Situation>;
  /** Who has locked tables of these projections, of any generation; some of them. */
  tableUsers(projections: readonly ProjectionDefinition[]): Promise<readonly TableUser[]>;
  /**
   * Opens the tables of a track for writing. The writer waits `lockTimeoutMs` for somebody's lock, and throws
   * {@link TablesInUseError} then; by default as long as for any statement.
   */
  open(track: Track, lockTimeoutMs?: number): Promise<ReadModelWriter>;
  /** Notes which standings are of another log than the one that there is now; all others are not. */
  noteDiverged(standings: readonly Standing[]): Promise<void>;
  /** Notes who keeps a task waiting for its tables; null: it does not wait. */
  noteWaiting(task: ProjectionTask, users: readonly TableUser[] | null): Promise<void>;
  /** Puts a task of our own on the list, unless there is one. */
  request(task: Pick<ProjectionTask, 'kind' | 'projections' | 'reason'>): Promise<void>;
  /**
   * Begins to build tables anew, or goes on: what there is of the same version is kept where the task was
   * running.
   */
  begin(task: ProjectionTask, projections: readonly ProjectionDefinition[]): Promise<void>;
  /**
   * Gives the new tables the indexes that they lack, unless `signal` aborts. Whoever writes them waits meanwhile.
   */
  completeIndexes(projections: readonly ProjectionDefinition[], signal: AbortSignal): Promise<void>;
  /**
   * Puts the new tables in the place of the live ones, which become the previous ones, and ends the task.
   */
  replace(task: ProjectionTask, projections: readonly ProjectionDefinition[]): Promise<void>;
  /**
   * Compares the new tables with the live ones as both are when the outer promise resolves.
   */
  compare(
    projections: readonly ProjectionDefinition[],
    signal: AbortSignal,
  ): Promise<{ readonly differences: Promise<readonly TableDifference[]> }>;
  /** Exchanges live and previous tables, and ends the task. */
  restore(task: ProjectionTask, projections: readonly ProjectionDefinition[]): Promise<void>;
  /** Deletes the previous tables, and ends the task. */
  drop(task: ProjectionTask, projections: readonly ProjectionDefinition[]): Promise<void>;
  /** Ends a task; what it was building is deleted. */
  end(
    task: ProjectionTask,
    projections: readonly ProjectionDefinition[],
    outcome: TaskOutcome,
  ): Promise<void>;
  release(): Promise<void>;
}

/** A task that cannot be done, however often it is tried; nothing was changed. */
export class TaskImpossibleError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'TaskImpossibleError';
  }
}

/** The task has been taken off the list in the meantime; nothing was changed. */
export class TaskGoneError extends Error {
  constructor() {
    super('the task has been taken off the list');
    this.name = 'TaskGoneError';
  }
}

/** Somebody uses the tables for longer than they may be waited for; nothing was changed. */
export class TablesInUseError extends Error {
  constructor() {
    super('the tables are in use');
    this.name = 'TablesInUseError';
  }
}
