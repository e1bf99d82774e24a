import type { CommandContext } from '../../src/core/define-command.ts';
import type { EventMetadata } from '../../src/core/define-events.ts';
import { uuid } from './uuid.ts';

const organizationId = uuid(900);
const requestId = uuid(902);
const actor = { type: 'user', id: uuid(901) } as const;

/** Who asks in a test that does not say: an owner, of organization `uuid(900)`, who is user `uuid(901)`. */
export const testContext: CommandContext & { now: string; commandId: string } = {
  organizationId,
  actor,
  role: 'owner',
  requestId,
  correlationId: uuid(903),
  causationId: requestId,
  commandId: uuid(904),
  now: '2026-02-10T09:00:00.000Z',
};

/** Metadata of an event that the default actor caused. */
export const testMetadata: EventMetadata = {
  $correlationId: testContext.correlationId,
  $causationId: testContext.causationId,
  commandId: testContext.commandId,
  commandType: 'Test',
  commandHash: '0'.repeat(64),
  organizationId,
  actor,
  requestId,
  schemaVersion: 1,
};
