import type { Knex } from 'knex';
import type { ReadModels } from '../../core/define-query.ts';

/**
 * The read models of one organization. `table(name)` is `read.<name>`, limited to the rows of the
 * organization; used as a subquery (`.as(alias)`) it keeps the limit in joins as well.
 * Users have no organization of their own: `table('users')` has those who are members of the organization.
 */
export function tenantReadModels(builder: Knex, organizationId: string): ReadModels {
  return {
    table(name) {
      const rows = builder.from(`read.${name} as ${name}`);
      if (name !== 'users') return rows.where(`${name}.organization_id`, organizationId);
      const ofMember = { 'member_of.organization_id': organizationId };
      return rows.whereExists(
        builder
          .select(builder.raw('1'))
          .from('read.members as member_of')
          .where(ofMember)
          .whereRaw('member_of.user_id = users.id'),
      );
    },
    raw: (sql, bindings = []) => builder.raw(sql, [...bindings]),
  };
}
