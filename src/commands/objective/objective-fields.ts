import { z } from 'zod';
import { id, nonEmptyText } from '../../domain/values.ts';

const differ = (list: readonly string[]) => new Set(list).size === list.length;

/** Owners of an objective, in the order that they are shown. */
export const ownerIds = z.array(id).min(1).max(20).refine(differ, 'owners must differ');

export const tags = z.array(nonEmptyText(40)).max(20).refine(differ, 'tags must differ');
