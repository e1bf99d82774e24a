import type { CycleState } from '../../commands/cycle/cycle.stream.ts';
import type { KeyResultState } from '../../commands/key-result/key-result-state.ts';
import type { ObjectiveState } from '../../commands/objective/objective.stream.ts';

/** A thing that the file names: the id it has, or will get, and its state; null where it is not there yet. */
export interface Named<State> {
  readonly id: string;
  readonly state: State | null;
  /** Several things have this name, none of which an import made. */
  readonly ambiguous: boolean;
}

export interface NamedUser {
  readonly id: string;
  readonly emailHash: string;
  /** Somebody else's: a user who is not a member has the address. */
  readonly foreign: boolean;
  readonly claimed: boolean;
  readonly registered: boolean;
  readonly member: boolean;
}

/** What is there of all that a file names, by the keys of its outline. */
export interface Existing {
  readonly users: ReadonlyMap<string, NamedUser>;
  readonly cycles: ReadonlyMap<string, Named<CycleState>>;
  readonly objectives: ReadonlyMap<string, Named<ObjectiveState>>;
  readonly keyResults: ReadonlyMap<string, Named<KeyResultState>>;
}

/** The entry of a thing that the file names. @throws Error where it was not looked up. */
export function existing<Value>(map: ReadonlyMap<string, Value>, key: string): Value {
  const found = map.get(key);
  if (found === undefined) throw new Error('the import did not look up what the file names');
  return found;
}
