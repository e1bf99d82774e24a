import { z } from 'zod';
import { nonEmptyText } from '../domain/values.ts';

/** Texts that people write, the same limits everywhere. */
export const title = nonEmptyText(200);
export const longText = nonEmptyText(10_000);
/** `''` where there is nothing to say. */
export const description = z.union([z.literal(''), longText]);
export const comment = nonEmptyText(5000);
export const reason = nonEmptyText(2000);
