import { expect, test } from '@jest/globals';
import { auditLog } from '../../src/projections/audit-log.ts';
import { oneHistory } from '../support/histories.ts';
import { projectInMemory } from '../support/project-in-memory.ts';
import { recordHistory } from '../support/record-history.ts';
import { uuid } from '../support/uuid.ts';

test('an event is one row, with its cause and what it is about', () => {
  const data = { keyResultId: uuid(1), objectiveId: uuid(2), reason: 'No longer ours' };
  const meta = { commandType: 'WaiveKeyResult', actor: { type: 'apiKey', id: 'key' } } as const;
  const stream = `keyResult-${uuid(1)}`;
  expect(
    projectInMemory(auditLog, recordHistory([{ stream, type: 'KeyResultWaived', data, meta }])).auditLog,
  ).toEqual([
    {
      position: '100',
      stream,
      category: 'keyResult',
      stream_id: uuid(1),
      revision: 0,
      event_id: uuid(900_000_000),
      type: 'KeyResultWaived',
      schema_version: 1,
      organization_id: uuid(900),
      objective_id: uuid(2),
      key_result_id: uuid(1),
      actor_type: 'apiKey',
      actor_id: 'key',
      correlation_id: uuid(903),
      causation_id: uuid(902),
      command_id: uuid(904),
      command_type: 'WaiveKeyResult',
      request_id: uuid(902),
      recorded_at: '2026-01-01T00:00:01.000Z',
      data,
    },
  ]);
});

test('personal data is left out', () => {
  const data = { userId: uuid(1), email: 'ada@example.com', displayName: 'Ada', timeZone: 'UTC' };
  const events = recordHistory([{ stream: `user-${uuid(1)}`, type: 'UserRegistered', data }]);
  expect(projectInMemory(auditLog, events).auditLog[0]?.data).toEqual({ userId: uuid(1), timeZone: 'UTC' });
});

test('no event is left out', () => {
  const events = oneHistory(300);
  const rows = projectInMemory(auditLog, events).auditLog;
  expect(new Set(rows.map((row) => row.event_id))).toEqual(new Set(events.map((event) => event.id)));
});
