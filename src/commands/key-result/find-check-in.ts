import { notFound } from '../../core/domain-error.ts';
import type { CheckIn, CheckIns } from './check-ins.ts';

/** The check-in of a key result with this id. Throws NOT_FOUND. */
export function findCheckIn({ checkIns }: CheckIns, checkInId: string): CheckIn {
  const checkIn = checkIns.find((known) => known.checkInId === checkInId);
  if (!checkIn) throw notFound();
  return checkIn;
}
