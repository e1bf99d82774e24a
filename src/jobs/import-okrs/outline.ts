import type { KeyResultMeasure } from '../../domain/key-result-types.ts';
import type { ObjectiveVisibility } from '../../domain/values.ts';
import type { ImportRow, NamedOwner, RowCheckIn } from './import-row.ts';
import { keyResultKey, objectiveKey } from './row-keys.ts';

/** What a file's good rows add up to. `line` is that of the first row that speaks of the thing. */
export interface Outline {
  /** By e-mail address. */
  readonly owners: ReadonlyMap<string, { name: string | undefined; readonly line: number }>;
  readonly cycles: ReadonlyMap<string, OutlinedCycle>;
  readonly objectives: ReadonlyMap<string, OutlinedObjective>;
  readonly keyResults: ReadonlyMap<string, OutlinedKeyResult>;
}

export interface OutlinedCycle {
  readonly line: number;
  readonly name: string;
  readonly startsOn: string;
  readonly endsOn: string;
}

export interface OutlinedObjective {
  readonly line: number;
  readonly cycle: string;
  readonly title: string;
  readonly ownerEmail: string;
  description: string | undefined;
  visibility: ObjectiveVisibility | undefined;
  /** Whether any of its key results has a check-in. */
  hasCheckIn: boolean;
}

export interface OutlinedKeyResult {
  readonly line: number;
  /** Key of its objective. */
  readonly objective: string;
  readonly title: string;
  readonly measure: KeyResultMeasure;
  ownerEmail: string | undefined;
  weight: string | undefined;
  /** In the order of the file. */
  readonly checkIns: (RowCheckIn & { readonly line: number })[];
  /** Rows without a check-in. */
  readonly bareLines: number[];
}

/** Puts the rows together. Of what a row leaves empty, the first row that says it decides. */
export function outlineOf(rows: readonly ImportRow[]): Outline {
  const owners = new Map<string, { name: string | undefined; readonly line: number }>();
  const cycles = new Map<string, OutlinedCycle>();
  const objectives = new Map<string, OutlinedObjective>();
  const keyResults = new Map<string, OutlinedKeyResult>();

  const own = ({ email, name }: NamedOwner, line: number) => {
    const owner = entry(owners, email, () => ({ name, line }));
    owner.name ??= name;
  };
  for (const row of rows) {
    const { line, cycle, objective, keyResult, checkIn } = row;
    own(objective.owner, line);
    if (keyResult.owner) own(keyResult.owner, line);
    entry(cycles, cycle.name, () => ({ line, ...cycle }));
    const itsObjective = entry(objectives, objectiveKey(row), () => ({
      line,
      cycle: cycle.name,
      title: objective.title,
      ownerEmail: objective.owner.email,
      description: undefined,
      visibility: undefined,
      hasCheckIn: false,
    }));
    itsObjective.description ??= objective.description;
    itsObjective.visibility ??= objective.visibility;
    itsObjective.hasCheckIn ||= checkIn !== null;
    const itsKeyResult = entry(keyResults, keyResultKey(row), () => ({
      line,
      objective: objectiveKey(row),
      title: keyResult.title,
      measure: keyResult.measure,
      ownerEmail: undefined,
      weight: undefined,
      checkIns: [],
      bareLines: [],
    }));
    itsKeyResult.ownerEmail ??= keyResult.owner?.email;
    itsKeyResult.weight ??= keyResult.weight;
    if (checkIn) itsKeyResult.checkIns.push({ ...checkIn, line });
    else itsKeyResult.bareLines.push(line);
  }
  return { owners, cycles, objectives, keyResults };
}

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
