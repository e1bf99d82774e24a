import { randomUUID } from 'node:crypto';

const id = () => randomUUID();

/** A check-in as the product stores it, for what is to append events of the same size. */
export function sampleEvent() {
  const actor = { type: 'user', id: id() };
  return {
    type: 'CheckInRecorded',
    data: {
      keyResultId: id(),
      objectiveId: id(),
      checkInId: id(),
      effectiveOn: '2026-02-02',
      value: '1234',
      confidence: 5,
      comment: 'weekly check-in, all fine',
      source: 'manual',
      authorId: actor.id,
    },
    metadata: {
      $correlationId: id(),
      $causationId: id(),
      commandId: id(),
      commandType: 'RecordCheckIn',
      commandHash: 'x'.repeat(43),
      organizationId: id(),
      actor,
      requestId: id(),
      schemaVersion: 1,
    },
  };
}
