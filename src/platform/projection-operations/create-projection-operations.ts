import type { Pool } from 'pg';
import {
  countParkedStreams,
  discardDeadLetter,
  listDeadLetters,
  listParkedStreams,
  requestRetry,
} from './dead-letters.ts';
import { pauseProjections, resumeProjections } from './pause-projections.ts';
import { readStatus } from './read-status.ts';
import { cancelTask, findTask, latestTask, requestTask } from './tasks.ts';

/** What people can ask of the process that runs the projections: it looks into the database each second. */
export type ProjectionOperations = ReturnType<typeof createProjectionOperations>;

/** Each of them is described where it is defined. */
export function createProjectionOperations(pool: Pick<Pool, 'query'>) {
  const bind =
    <Rest extends unknown[], Answer>(operation: (pool: Pick<Pool, 'query'>, ...rest: Rest) => Answer) =>
    (...rest: Rest) =>
      operation(pool, ...rest);
  return {
    status: bind(readStatus),
    pause: bind(pauseProjections),
    resume: bind(resumeProjections),
    requestTask: bind(requestTask),
    findTask: bind(findTask),
    latestTask: bind(latestTask),
    cancelTask: bind(cancelTask),
    parkedStreams: bind(listParkedStreams),
    countParkedStreams: bind(countParkedStreams),
    deadLetters: bind(listDeadLetters),
    retry: bind(requestRetry),
    discard: bind(discardDeadLetter),
  };
}
