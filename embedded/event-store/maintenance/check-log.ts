import { readUint64, uint64Key } from '../storage/keys.ts';
import { verifyRecord } from '../storage/verify-record.ts';
import { addError, type Check, PAGE } from './check.ts';

/** Every event: intact, without gaps from position 1 on, and known to `streams`, `index` and `ids`. */
export async function checkLog(check: Check): Promise<void> {
  const { storage, reading, findings, counts } = check;
  for (let position = 1; position <= storage.head; position += 1) {
    if (position % PAGE === 0) await check.pause();
    try {
      const stored = storage.log.get(uint64Key(position), reading);
      if (!stored) {
        position = skipGap(check, position);
        continue;
      }
      counts.events += 1;
      const { problem, ownsId, ...place } = verifyRecord(storage, position, stored, reading);
      if (problem !== undefined) findings.add(problem, { position, ...place });
      else {
        counts.indexed += 1;
        if (ownsId) counts.identified += 1;
      }
    } catch (error) {
      addError(check, error, { position });
    }
  }
  const entries = storage.log.getCount({ ...reading });
  if (entries !== counts.events && findings.found() === 0)
    findings.add(`\`log\` has ${entries} entries, of which ${counts.events} are events`);
}

/** @returns the last of the missing positions */
function skipGap({ storage, reading, findings }: Check, from: number): number {
  const [next] = storage.log.getKeys({ start: uint64Key(from), limit: 1, ...reading });
  const to = next === undefined ? storage.head : readUint64(next) - 1;
  findings.add(to > from ? `there is no event here, nor up to position ${to}` : 'there is no event here', {
    position: from,
  });
  return to;
}
