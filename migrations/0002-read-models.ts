import type { Knex } from 'knex';
import { auditLog } from './read-models/audit-log.ts';
import { createTable } from './read-models/create-table.ts';
import { cycles } from './read-models/cycles.ts';
import { keyResultProgress, keyResultTargets } from './read-models/key-result-history.ts';
import { keyResults, objectiveProgress } from './read-models/key-results.ts';
import { objectives } from './read-models/objectives.ts';
import { members, organizations } from './read-models/organizations.ts';
import { users } from './read-models/users.ts';

const tables = [
  organizations,
  members,
  users,
  cycles,
  objectives,
  keyResults,
  objectiveProgress,
  keyResultProgress,
  keyResultTargets,
  auditLog,
];

export async function up(knex: Knex): Promise<void> {
  await knex.raw('CREATE SCHEMA IF NOT EXISTS read');
  await knex.raw(
    `COMMENT ON SCHEMA read IS 'Read models: built from the event log, and rebuilt from it at any time. Read only.'`,
  );
  for (const table of tables) await createTable(knex, table);
}

export async function down(knex: Knex): Promise<void> {
  for (const { name } of tables.toReversed()) await knex.raw(`DROP TABLE read."${name}"`);
}
