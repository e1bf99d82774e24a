import { type Conducting, fieldsOf, projectionsOf } from './conducting.ts';
import type { ProjectionTask, ReadModelOwner } from './ownership.ts';

/** Tells who uses the tables that were to be locked: with the task, and the first time in the log. */
export async function tellInUse(
  conducting: Conducting,
  task: ProjectionTask | null,
  first: boolean,
): Promise<void> {
  const { owner, projections, options } = conducting;
  const concerned = task ? projectionsOf(conducting, task) : projections;
  // Whether it is told or not, the tables are waited for.
  const users = await owner.tableUsers(concerned).catch(() => []);
  if (task) await owner.noteWaiting(task, users).catch(() => {});
  const fields = { ...(task && fieldsOf(task)), users };
  if (first) options.logger.warn('tables are in use: what is to be done with them waits', fields);
}

/** The tables of a task are not waited for any more, as far as anybody knows. */
export async function forgetInUse(owner: ReadModelOwner, task: ProjectionTask | null): Promise<void> {
  if (task) await owner.noteWaiting(task, null).catch(() => {});
}
