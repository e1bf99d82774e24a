import { sameContent } from '../../commands/same-content.ts';
import { differingColumn } from './differing-column.ts';
import { type Existing, existing } from './existing.ts';
import type { ImportIds } from './import-ids.ts';
import type { ImportRow } from './import-row.ts';
import type { Problem } from './problems.ts';
import { keyResultKey, objectiveKey } from './row-keys.ts';

/**
 * What is wrong with a row, given what is there already. A row that says nothing new may speak of closed
 * things.
 */
export function checkExisting(row: ImportRow, there: Existing, ids: ImportIds): readonly Problem[] {
  const problems: Problem[] = [];
  const say = (column: Problem['column'], message: string) =>
    problems.push({ line: row.line, column, message });

  const cycle = existing(there.cycles, row.cycle.name);
  const objective = existing(there.objectives, objectiveKey(row));
  const keyResult = existing(there.keyResults, keyResultKey(row));
  if (cycle.ambiguous) say('cycle', 'several cycles have this name');
  if (objective.ambiguous) say('objective', 'several objectives of the cycle have this title');
  if (keyResult.ambiguous) say('key_result', 'several key results of the objective have this title');

  for (const [column, date] of [
    ['cycle_starts_on', 'startsOn'],
    ['cycle_ends_on', 'endsOn'],
  ] as const) {
    const known = cycle.state?.[date];
    if (known !== undefined && known !== row.cycle[date])
      say(column, `differs from the cycle that is there: ${known}`);
  }

  const { owner } = row.objective;
  const stranger = 'a user who is not a member has this address: invite them first';
  if (!objective.state && existing(there.users, owner.email).foreign) say('objective_owner_email', stranger);
  const itsOwner = row.keyResult.owner;
  if (itsOwner && !keyResult.state && existing(there.users, itsOwner.email).foreign) {
    say('key_result_owner_email', stranger);
  }

  const { state } = keyResult;
  if (state) {
    const column = differingColumn(state.measure, row.keyResult.measure);
    if (column) say(column, 'differs from the key result that is there');
  }
  const known = checkInOf(row, there, ids);
  if (known === 'other')
    say('check_in_date', 'the key result has another check-in from an import on this day');
  const saysSomethingNew = !state || (row.checkIn !== null && known === null);
  if (!saysSomethingNew) return problems;

  if (cycle.state?.phase === 'closed') say('cycle', 'the cycle is closed');
  if (objective.state?.archived) say('objective', 'the objective is archived: restore it first');
  else if (objective.state?.phase === 'closed') say('objective', 'the objective is closed: reopen it first');
  if (state?.removed) say('key_result', 'the key result was removed');
  else if (state?.waived) say('key_result', 'the key result was waived');
  return problems;
}

/** Whether the check-in of a row is there as the file has it, or another one in its place; null: neither. */
function checkInOf(row: ImportRow, there: Existing, ids: ImportIds): 'same' | 'other' | null {
  const { id, state } = existing(there.keyResults, keyResultKey(row));
  if (!row.checkIn || !state) return null;
  const checkInId = ids.checkIn(id, row.checkIn.effectiveOn);
  const known = state.checkIns.find((checkIn) => checkIn.checkInId === checkInId);
  if (!known) return null;
  return sameContent(row.checkIn, known.recorded) ? 'same' : 'other';
}
