import { z } from 'zod';
import { DomainError, notFound, rule } from '../../core/domain-error.ts';
import type { ProjectionOperations } from '../../platform/projection-operations/create-projection-operations.ts';
import { projectionTask, type TaskKind, taskKinds } from '../../platform/projection-operations/views.ts';
import { defineRoute, type RouteDefinition } from '../define-route.ts';
import { namedProjections, projectionNames } from './named-projections.ts';
import type { OperationsDependencies } from './operations-dependencies.ts';

const tags = ['projections'];
const params = z.strictObject({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });
const wantedTask = z.strictObject({
  kind: z.enum(taskKinds),
  projections: projectionNames,
  eventsPerSecond: z.int().min(1).max(10_000_000).optional(),
  failFast: z.boolean().optional(),
});
const location = (id: number) => ({ headers: { Location: `/projections/tasks/${id}` } });

/** Rebuilding, verifying, rolling back: the process that runs the projections does one of these at a time. */
export function taskRoutes({ operations, projections, note }: OperationsDependencies): RouteDefinition[] {
  const known = projections.map(({ name }) => name);
  return [
    defineRoute({
      method: 'post',
      path: '/projections/tasks',
      base: 'root',
      operationId: 'requestProjectionTask',
      summary: 'Ask for a rebuild, a verification, a rollback, or that previous tables are deleted.',
      tags,
      auth: false,
      body: wantedTask,
      answer: projectionTask,
      status: 202,
      errors: [409, 422],
      head: ({ id }) => location(id),
      async handle({ body, ids }) {
        const { kind, eventsPerSecond = null, failFast = false } = body;
        const wanted = await concerned(operations, kind, body.projections, known);
        const builds = kind === 'rebuild' || kind === 'verify';
        rule(builds || eventsPerSecond === null, `a ${kind} reads no events`, 'eventsPerSecond');
        rule(builds || !failFast, `a ${kind} reads no events`, 'failFast');
        const task = await operations.requestTask({ kind, projections: wanted, eventsPerSecond, failFast });
        if (!task) throw await busy(operations);
        note('a projection task was requested', { ...ids, task: task.id, kind, projections: wanted });
        return task;
      },
    }),
    defineRoute({
      method: 'get',
      path: '/projections/tasks/:id',
      base: 'root',
      operationId: 'getProjectionTask',
      summary: 'How far a task is, and what came of it.',
      tags,
      auth: false,
      params,
      answer: projectionTask,
      handle: async ({ params: { id } }) => find(operations, id),
    }),
    defineRoute({
      method: 'post',
      path: '/projections/tasks/:id/cancel',
      base: 'root',
      operationId: 'cancelProjectionTask',
      summary: 'Give a task up; the live tables stay as they are.',
      tags,
      auth: false,
      params,
      answer: projectionTask,
      status: 202,
      errors: [409],
      async handle({ params: { id }, ids }) {
        const before = await find(operations, id);
        if (before.finishedAt !== null)
          throw new DomainError('CONFLICT', `task ${id} has ended: it is ${before.state}`);
        await operations.cancelTask(id);
        note('a projection task was cancelled', { ...ids, task: id });
        return find(operations, id);
      },
    }),
  ];
}

async function find(operations: ProjectionOperations, id: number) {
  const task = await operations.findTask(id);
  if (!task) throw notFound();
  return task;
}

/** The projections of a task. Only those that have previous tables can be rolled back, or lose them. */
async function concerned(
  operations: ProjectionOperations,
  kind: TaskKind,
  given: readonly string[] | undefined,
  known: readonly string[],
): Promise<readonly string[]> {
  const wanted = namedProjections(given, known);
  if (kind === 'rebuild' || kind === 'verify') return wanted;
  const records = await operations.status(wanted);
  const without = records.filter(({ previous }) => previous === null).map(({ projection }) => projection);
  const found = wanted.filter((name) => !without.includes(name));
  rule(
    found.length > 0 && (given === undefined || without.length === 0),
    `${without.join(', ')}: there are no previous tables: ${whereFrom}`,
    'projections',
  );
  return found;
}

const whereFrom =
  'a rebuild keeps those that it replaces until they are dropped; "outcomes projections status" tells where there are some';

async function busy(operations: ProjectionOperations): Promise<DomainError> {
  const task = await operations.latestTask();
  const { id, kind = 'task', projections = [] } = task ?? {};
  const message = `task ${id}, a ${kind} of ${projections.join(', ')}, has not ended: "outcomes projections watch" shows it, "… cancel" gives it up`;
  return new DomainError('CONFLICT', message, [{ field: '', message, taskId: id }]);
}
