import type { ProjectionTask } from '../../platform/projection-operations/views.ts';

/** `its tables are in use by report (pid 4711)`: what a task waits for. */
export function inUse(users: NonNullable<ProjectionTask['waitsFor']>): string {
  const names = users.map(
    ({ pid, application }) => `${application || 'somebody'}${pid === null ? '' : ` (pid ${pid})`}`,
  );
  return `its tables are in use by ${names.length === 0 ? 'somebody' : names.join(', ')}`;
}
