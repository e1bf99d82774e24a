import { z } from 'zod';
import { describeProjection } from '../../platform/projection-operations/describe-projection.ts';
import { projectionStatus, projectionTask } from '../../platform/projection-operations/views.ts';
import { inTime } from '../../runtime/in-time.ts';
import { defineRoute, type RouteDefinition } from '../define-route.ts';
import { namedProjections, projectionNames } from './named-projections.ts';
import type { OperationsDependencies } from './operations-dependencies.ts';

const tags = ['projections'];
/** How long the answer waits for the lag, milliseconds. */
const patienceMs = 2_000;
const chosen = z.strictObject({ projections: projectionNames });
const names = z.object({
  projections: z.array(z.string()),
  changed: z.array(z.string()).describe('Those of them that were in the other state before.'),
});
const answerOf = (wanted: readonly string[], changed: readonly string[]) => ({
  projections: [...wanted],
  changed: wanted.filter((name) => changed.includes(name)),
});

/** A route that sets projections still, or going. */
interface Changing {
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly change: OperationsDependencies['operations']['pause'];
  /** For the log. */
  readonly message: string;
}

/** How the projections fare, and stopping them for a while. */
export function projectionRoutes(dependencies: OperationsDependencies): RouteDefinition[] {
  const { operations, projections, lagInEvents, note } = dependencies;
  const known = projections.map(({ name }) => name);
  const changing = ({ path, operationId, summary, change, message }: Changing) =>
    defineRoute({
      method: 'post',
      path,
      base: 'root',
      operationId,
      summary,
      tags,
      auth: false,
      body: chosen,
      answer: names,
      async handle({ body, ids }) {
        const wanted = namedProjections(body.projections, known);
        const changed = await change(wanted);
        if (changed.length > 0) note(message, { ...ids, projections: changed });
        return answerOf(wanted, changed);
      },
    });
  return [
    defineRoute({
      method: 'get',
      path: '/projections',
      base: 'root',
      operationId: 'getProjections',
      summary: 'How every projection fares, and the latest task.',
      tags,
      auth: false,
      answer: z.object({ projections: z.array(projectionStatus), task: projectionTask.nullable() }),
      async handle() {
        const [records, task, lag] = await Promise.all([
          operations.status(known),
          operations.latestTask(),
          // The rest is told while the event store is away, or has much to count.
          inTime(patienceMs, lagInEvents(), () => new Error('no answer')).catch(() => null),
        ]);
        return {
          projections: projections.flatMap((definition) => {
            const record = records.find(({ projection }) => projection === definition.name);
            return record
              ? describeProjection(definition, record, lag?.get(definition.name) ?? null, task)
              : [];
          }),
          task,
        };
      },
    }),
    changing({
      path: '/projections/pause',
      operationId: 'pauseProjections',
      summary: 'Leave projections where they are until they are resumed.',
      change: operations.pause,
      message: 'projections were paused',
    }),
    changing({
      path: '/projections/resume',
      operationId: 'resumeProjections',
      summary: 'Let paused projections go on.',
      change: operations.resume,
      message: 'projections were resumed',
    }),
  ];
}
