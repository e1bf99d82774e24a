import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type ProjectionTask, projectionTask } from '../../platform/projection-operations/views.ts';
import { CliError } from '../cli-error.ts';
import { eventRate } from '../event-rate.ts';
import type { OperationsContext } from '../operations-context.ts';
import { createProgressBar } from '../progress-bar.ts';
import { describeTask, isGood } from './describe-task.ts';
import { inUse } from './in-use.ts';

interface Options {
  readonly json?: true;
}

const pollMs = 500;
/** Processes may be restarted meanwhile: the task goes on. */
const patienceMs = 120_000;
/** A projector looks for tasks each second. */
const lateMs = 10_000;
/** Exit code after Ctrl-C, as shells have it. */
const interrupted = 130;

const working = { rebuild: 'rebuilding', verify: 'verifying', rollback: 'rolling back', drop: 'deleting' };

/**
 * Shows a task until it has ended, and then what came of it. Ctrl-C ends the show, not the task. Sets the
 * exit code: 1 where it failed, was given up, or found differences.
 */
export async function followTask(
  context: OperationsContext,
  first: ProjectionTask,
  { json }: Options,
): Promise<void> {
  const leaving = new AbortController();
  const leave = () => leaving.abort();
  process.once('SIGINT', leave).once('SIGTERM', leave);
  const bar = json ? null : createProgressBar(process.stderr, 'events');
  try {
    const ended = await waitForEnd(context, first, bar, leaving.signal);
    bar?.clear();
    if (json) context.say(JSON.stringify(ended));
    else for (const line of describeTask(ended)) context.say(line);
    if (!isGood(ended)) process.exitCode = 1;
  } catch (error) {
    bar?.clear();
    const goesOn = `Task ${first.id} goes on: "outcomes projections watch" shows it, "… cancel" gives it up.`;
    if (!leaving.signal.aborted)
      throw error instanceof CliError ? new CliError(`${error.message}\n${goesOn}`) : error;
    process.stderr.write(`${goesOn}\n`);
    // A request may be under way, to a server that does not answer.
    process.exit(interrupted);
  } finally {
    process.off('SIGINT', leave).off('SIGTERM', leave);
  }
}

async function waitForEnd(
  { ask }: OperationsContext,
  first: ProjectionTask,
  bar: ReturnType<typeof createProgressBar> | null,
  signal: AbortSignal,
): Promise<ProjectionTask> {
  const rate = eventRate();
  const left = once(signal, 'abort').then(() => Promise.reject(new Error('Ctrl-C')));
  left.catch(() => {});
  const startedAt = performance.now();
  let task = first;
  while (task.finishedAt === null) {
    const late = task.state === 'waiting' && performance.now() - startedAt > lateMs;
    const total = task.eventsDone === null ? null : task.eventsTotal;
    const words = [
      late ? 'waiting: does a projector run?' : task.state === 'waiting' ? 'waiting' : working[task.kind],
      ...(task.waitsFor ? [inUse(task.waitsFor)] : []),
      ...(task.eventsDone === null ? [] : [rate(task.eventsDone, total)]),
    ];
    bar?.show(task.eventsDone ?? 0, total, words.filter((word) => word !== '').join(', '));
    await delay(pollMs, undefined, { signal });
    const path = `/projections/tasks/${first.id}`;
    task = await Promise.race([ask({ method: 'GET', path, answer: projectionTask, patienceMs }), left]);
  }
  return task;
}
