import { z } from 'zod';
import type { Score } from '../domain/values.ts';

/** A score column: numeric drops the `.0` that scores are written with. */
export const scoreColumn = z
  .string()
  .nullable()
  .transform((text) => (text === null ? null : toScore(text)));

const scores: Readonly<Record<string, Score>> = {
  '0': '0.0',
  '0.1': '0.1',
  '0.2': '0.2',
  '0.3': '0.3',
  '0.4': '0.4',
  '0.5': '0.5',
  '0.6': '0.6',
  '0.7': '0.7',
  '0.8': '0.8',
  '0.9': '0.9',
  '1': '1.0',
};

function toScore(text: string): Score {
  const found = scores[text];
  if (!found) throw new Error('the column holds no score');
  return found;
}
