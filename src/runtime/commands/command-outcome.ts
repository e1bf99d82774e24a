import type { LogPosition } from '../../core/define-events.ts';

/** One event of an outcome. Revisions of a dry run are those the events would have got. */
export interface OutcomeEvent {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly revision: number;
}

/** What became of a command. */
export interface CommandOutcome {
  readonly streamId: string;
  /** Revision of the stream afterwards; of a dry run, the one it was decided on. */
  readonly revision: number;
  /** Position of the stream's last event, the consistency token; null where the stream has none. */
  readonly position: LogPosition | null;
  readonly events: readonly OutcomeEvent[];
  /** True where the command had been handled before and nothing was appended now. */
  readonly replayed: boolean;
}
