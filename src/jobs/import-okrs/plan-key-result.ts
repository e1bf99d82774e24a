import { defineKeyResult } from '../../commands/key-result/define-key-result.ts';
import { recordCheckIn } from '../../commands/key-result/record-check-in.ts';
import { existing } from './existing.ts';
import type { Step, Strand } from './import-plan.ts';
import type { OutlinedKeyResult } from './outline.ts';
import { objectiveStrand } from './plan-objective.ts';
import { memberStrand } from './plan-user.ts';
import type { Planning } from './planning.ts';

/** Defines the key result, then records its check-ins in the order of the file. */
export function planKeyResult(key: string, keyResult: OutlinedKeyResult, planning: Planning): Strand {
  const { there, ids } = planning;
  const { objective, title, measure, weight, ownerEmail, line, bareLines } = keyResult;
  const { id: keyResultId, state } = existing(there.keyResults, key);
  const known = new Set(state?.checkIns.map(({ checkInId }) => checkInId));
  const steps: Step[] = [];
  if (!state) {
    const { id: objectiveId } = existing(there.objectives, objective);
    const ownerId = ownerEmail && existing(there.users, ownerEmail).id;
    steps.push({
      command: defineKeyResult,
      input: { keyResultId, objectiveId, title, ownerId, weight, measure },
      commandId: keyResultId,
      by: 'user',
      line,
      makes: 'keyResults',
      essential: true,
      rows: bareLines.length,
    });
  }
  for (const { line: itsLine, ...said } of keyResult.checkIns) {
    const checkInId = ids.checkIn(keyResultId, said.effectiveOn);
    if (known.has(checkInId)) continue;
    steps.push({
      command: recordCheckIn,
      input: { keyResultId, checkInId, ...said, source: 'import' },
      commandId: checkInId,
      by: 'user',
      line: itsLine,
      makes: 'checkIns',
      essential: false,
      rows: 1,
    });
  }
  const owner = !state && ownerEmail ? [memberStrand(ownerEmail)] : [];
  const lines = [...bareLines, ...keyResult.checkIns.map((checkIn) => checkIn.line)];
  return { key: `keyResult ${key}`, needs: [objectiveStrand(objective), ...owner], lines, steps };
}
