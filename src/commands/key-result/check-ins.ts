import type { CheckInValue } from '../../domain/key-result-types.ts';

/** What a check-in says. */
interface CheckInContent {
  readonly effectiveOn: string;
  readonly value: CheckInValue;
  readonly confidence: number | undefined;
  readonly comment: string | undefined;
}

export interface CheckIn {
  readonly checkInId: string;
  /** Who recorded it; corrections and the retraction keep it. */
  readonly authorId: string;
  readonly externalRef: string | undefined;
  /** As it was recorded. */
  readonly recorded: CheckInContent;
  /** As last corrected. */
  readonly content: CheckInContent;
  readonly retracted: boolean;
}

/** All check-ins of a key result in the order they were recorded, and the one that counts. */
export interface CheckIns {
  readonly checkIns: readonly CheckIn[];
  /** The live one with the latest `effectiveOn`, ties by the order of recording; null without a live one. */
  readonly current: CheckIn | null;
}

export const noCheckIns: CheckIns = { checkIns: [], current: null };

/** The later of two, where `next` was recorded after `before`. */
function later(before: CheckIn | null, next: CheckIn): CheckIn {
  return before && before.content.effectiveOn > next.content.effectiveOn ? before : next;
}

export function withCheckIn({ checkIns, current }: CheckIns, added: CheckIn): CheckIns {
  return { checkIns: [...checkIns, added], current: later(current, added) };
}

/** The check-ins with one of them changed. */
export function withChanged(
  { checkIns }: CheckIns,
  checkInId: string,
  change: (checkIn: CheckIn) => CheckIn,
): CheckIns {
  const changed = checkIns.map((checkIn) => (checkIn.checkInId === checkInId ? change(checkIn) : checkIn));
  let current: CheckIn | null = null;
  for (const checkIn of changed) if (!checkIn.retracted) current = later(current, checkIn);
  return { checkIns: changed, current };
}
