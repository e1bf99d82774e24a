import type { ProjectionDefinition } from '../core/define-projection.ts';
import { auditLog } from './audit-log.ts';
import { cycles } from './cycles.ts';
import { keyResults } from './key-results.ts';
import { objectives } from './objectives.ts';
import { organizations } from './organizations.ts';
import { users } from './users.ts';

/** Every projection of the product. */
export const projections: readonly ProjectionDefinition[] = [
  organizations,
  users,
  cycles,
  objectives,
  keyResults,
  auditLog,
];
