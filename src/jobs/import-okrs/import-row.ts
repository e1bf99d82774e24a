import type { CheckInValue, KeyResultMeasure } from '../../domain/key-result-types.ts';
import type { ObjectiveVisibility } from '../../domain/values.ts';

/** A person as the file names them. */
export interface NamedOwner {
  readonly email: string;
  readonly name: string | undefined;
}

/**
 * What one row says, every cell checked. Undefined: the row does not say; another row or the default does.
 */
export interface ImportRow {
  readonly line: number;
  readonly cycle: { readonly name: string; readonly startsOn: string; readonly endsOn: string };
  readonly objective: {
    readonly title: string;
    readonly description: string | undefined;
    readonly owner: NamedOwner;
    readonly visibility: ObjectiveVisibility | undefined;
  };
  readonly keyResult: {
    readonly title: string;
    readonly owner: NamedOwner | undefined;
    readonly weight: string | undefined;
    readonly measure: KeyResultMeasure;
  };
  readonly checkIn: RowCheckIn | null;
}

export interface RowCheckIn {
  readonly effectiveOn: string;
  readonly value: CheckInValue;
  readonly confidence: number | undefined;
  readonly comment: string | undefined;
}
