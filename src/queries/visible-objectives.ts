import type { Knex } from 'knex';
import type { QueryContext, ReadModels } from '../core/define-query.ts';

/** Roles that see private objectives they do not own. */
const seeEverything: readonly (string | null)[] = ['owner', 'admin', 'auditor'];

/**
 * The objectives that whoever asks may see. A private one, and with it its key results, their check-ins and
 * the history of both, is visible to its owners and to the roles above; to others it is not there. Every
 * query about objectives or key results starts from, or joins, this.
 */
export function visibleObjectives(read: ReadModels, { actor, role }: QueryContext): Knex.QueryBuilder {
  const all = read.table('objectives');
  if (actor.type === 'process' || seeEverything.includes(role)) return all;
  return all.where((visible) => {
    visible.whereNot('objectives.visibility', 'private');
    // An id of another kind is no owner: it is compared as text, since not every id is a UUID.
    if (actor.type === 'user') visible.orWhereRaw('? = ANY(objectives.owner_ids::text[])', [actor.id]);
  });
}
