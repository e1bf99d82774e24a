import type { ImportRow } from './import-row.ts';

/** What names a thing within a file: texts of the same parts are equal for the same thing only. */
export const objectiveKey = ({ cycle, objective }: Pick<ImportRow, 'cycle' | 'objective'>): string =>
  JSON.stringify([cycle.name, objective.title]);

export const keyResultKey = ({ cycle, objective, keyResult }: ImportRow): string =>
  JSON.stringify([cycle.name, objective.title, keyResult.title]);
