import type { CycleState } from '../../src/commands/cycle/cycle.stream.ts';
import type { OrganizationState } from '../../src/commands/organization/organization.stream.ts';
import type { Role } from '../../src/core/define-command.ts';
import { defaultSettings } from '../../src/domain/default-settings.ts';
import { testContext } from '../support/test-context.ts';
import { uuid } from '../support/uuid.ts';

/** The user who asks in a test that does not say: an owner of the organization. */
export const boss = testContext.actor.id;
/** Owns the objective. */
export const lead = uuid(1);
/** Owns the key result. */
export const expert = uuid(2);
/** A member who owns neither. */
export const colleague = uuid(3);
/** No member. */
export const stranger = uuid(4);

export const cycleId = uuid(20);
export const objectiveId = uuid(30);
export const keyResultId = uuid(40);

/** The context of a user with a role. */
export const as = (id: string, role: Role = 'member') => ({ actor: { type: 'user', id } as const, role });
/** The context of a process. */
export const asProcess = { actor: { type: 'process', id: 'import' }, role: null } as const;

export const organization: OrganizationState = {
  name: 'Acme',
  slug: 'acme',
  settings: defaultSettings,
  members: { [boss]: 'owner', [lead]: 'member', [expert]: 'member', [colleague]: 'member' },
  invitations: {},
};

/** The first quarter of 2026; tests happen on 10 February. */
export const cycle: CycleState = { phase: 'active', startsOn: '2026-01-01', endsOn: '2026-03-31' };
export const closedCycle: CycleState = { ...cycle, phase: 'closed' };
