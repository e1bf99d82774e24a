import type { CommandContext, Role } from '../../core/define-command.ts';
import type { Step } from './import-plan.ts';

/** Contexts of the commands of an import: for those of the user who asked, and for its own. */
export function importContexts(asked: {
  readonly importId: string;
  readonly organizationId: string;
  readonly requestedBy: string;
  readonly role: Role;
  readonly requestId: string;
}): Record<Step['by'], CommandContext> {
  const { importId, organizationId, requestedBy, role, requestId } = asked;
  const shared = { organizationId, requestId, correlationId: importId, causationId: importId };
  return {
    user: { ...shared, actor: { type: 'user', id: requestedBy }, role },
    import: { ...shared, actor: { type: 'process', id: 'import' }, role: null },
  };
}
