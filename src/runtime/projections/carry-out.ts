import { type Conducting, fieldsOf, projectionsOf } from './conducting.ts';
import type { Step } from './next-step.ts';
import type { ProjectionTask } from './ownership.ts';

/** Does what comes before the projections run on; nothing moves meanwhile. Throws as the owner does. */
export async function carryOut(conducting: Conducting, step: Exclude<Step, { kind: 'run' }>): Promise<void> {
  const { owner, job, declined, options } = conducting;
  const { logger } = options;
  if (step.kind === 'request') return owner.request(step.task);
  const { task } = step;
  const projections = projectionsOf(conducting, task);
  const fields = fieldsOf(task);
  switch (step.kind) {
    case 'begin':
      logger.info(task.running ? 'a build of read models goes on' : 'read models are built anew', fields);
      return owner.begin(task, projections);
    case 'restore':
      await owner.restore(task, projections);
      return void logger.warn('the previous read models are back', fields);
    case 'drop':
      await owner.drop(task, projections);
      return void logger.info('the previous read models are deleted', fields);
    case 'cancel':
      await job.cancel();
      decline(declined, task);
      await owner.end(task, projections, { state: 'cancelled' });
      return void logger.warn('a task has been given up', fields);
    case 'refuse':
      decline(declined, task);
      await owner.end(task, projections, { state: 'failed', error: step.error });
      return void logger.error('a task has failed', { ...fields, reason: step.error });
  }
}

/** What was refused or given up once is not begun by ourselves again. */
function decline(declined: Set<string>, { kind, reason, projections }: ProjectionTask): void {
  if (kind === 'rebuild' || reason !== 'requested') for (const name of projections) declined.add(name);
}
