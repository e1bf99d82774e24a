import { randomUUID } from 'node:crypto';
import { csvOf } from './csv.ts';

/** 2 objectives with 2 key results of 3 check-ins each, and 3 owners. */
export const sampleFile = (domain: string) =>
  csvOf(
    ['A', 'B'].flatMap((objective) =>
      ['K', 'L'].flatMap((key_result) =>
        ['2026-02-03', '2026-02-01', '2026-02-10'].map((check_in_date, index) => ({
          objective,
          key_result,
          check_in_date,
          check_in_value: String(10 + index),
          objective_owner_email: `${objective.toLowerCase()}@${domain}`,
          key_result_owner_email: `c@${domain}`,
        })),
      ),
    ),
  );
/** What the sample file names. */
export const all = { users: 3, cycles: 1, objectives: 2, keyResults: 4, checkIns: 12 };
export const none = { users: 0, cycles: 0, objectives: 0, keyResults: 0, checkIns: 0 };
/** Addresses of a test are not those of another. */
export const newDomain = () => `d${randomUUID()}.example`;

/** How many events of a type there are. */
export const count = (events: readonly { type: string }[], type: string) =>
  events.filter((event) => event.type === type).length;
