import type { QueryDefinition } from '../core/define-query.ts';
import { listAuditEvents } from './audit/list-audit-events.ts';
import { getCycle } from './cycles/get-cycle.ts';
import { listCycles } from './cycles/list-cycles.ts';
import { getCheckIn } from './key-results/get-check-in.ts';
import { getKeyResult } from './key-results/get-key-result.ts';
import { getKeyResultAsOf } from './key-results/get-key-result-as-of.ts';
import { listCheckIns } from './key-results/list-check-ins.ts';
import { listKeyResultHistory } from './key-results/list-key-result-history.ts';
import { listKeyResults } from './key-results/list-key-results.ts';
import { listProgress } from './key-results/list-progress.ts';
import { getObjective } from './objectives/get-objective.ts';
import { listObjectiveHistory } from './objectives/list-objective-history.ts';
import { listObjectiveKeyResults } from './objectives/list-objective-key-results.ts';
import { listObjectives } from './objectives/list-objectives.ts';
import { getOrganization } from './organizations/get-organization.ts';
import { listMembers } from './organizations/list-members.ts';
import { getUser } from './users/get-user.ts';

/** Every query of the product. */
export const queries: readonly QueryDefinition[] = [
  getOrganization,
  listMembers,
  getUser,
  getCycle,
  listCycles,
  getObjective,
  listObjectives,
  listObjectiveKeyResults,
  listObjectiveHistory,
  getKeyResult,
  listKeyResults,
  getCheckIn,
  listCheckIns,
  listProgress,
  getKeyResultAsOf,
  listKeyResultHistory,
  listAuditEvents,
];
