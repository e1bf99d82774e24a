import type { Command } from 'commander';
import { z } from 'zod';
import { projectionStatus, projectionTask } from '../../platform/projection-operations/views.ts';
import { CliError } from '../cli-error.ts';
import type { OperationsContext } from '../operations-context.ts';
import { describeStatus } from '../projections/describe-status.ts';
import { followTask } from '../projections/follow-task.ts';
import { addProjectionTasks } from './projection-tasks.ts';

interface Options {
  readonly json?: true;
}

const status = z.object({ projections: z.array(projectionStatus), task: projectionTask.nullable() });
const named = z.object({ projections: z.array(z.string()), changed: z.array(z.string()) });

const help = `
Projections build the tables that queries read (schema "read") from the event log. These commands talk to the
operations port: of the product that runs in DATA_DIR, else http://127.0.0.1:9090, or OUTCOMES_OPERATIONS_URL.
OPERATIONS_TOKEN is sent where it is set.

Examples:
  outcomes projections status
  outcomes projections rebuild key-results --throttle 5000
  outcomes projections rebuild --all --verify      do the tables equal the log? exit code 1 if not
  outcomes projections rollback key-results`;

const statusHelp = `
STATE       live, paused, rebuilding, verifying; new: its tables have never been built
            diverged: they are of another event log than the one that there is, and wait for a rebuild
VERSION     of the projection that wrote the tables; → that of the code
EVENTS      of the log that the tables have
BEHIND      events of the log that the tables lack
DEAD        events that were set aside, see "outcomes dead-letters --help"
LAST EVENT  when the log recorded the last event that the tables have`;

/** `outcomes projections …`: looking after the read models, over the operations port. */
export function addProjections(program: Command, context: () => OperationsContext): void {
  const projections = program
    .command('projections')
    .description('look after the read models: status, pause, rebuild, verify, roll back')
    .addHelpText('after', help);
  projections
    .command('status')
    .description('tell how every projection fares')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', statusHelp)
    .action((options: Options) => showStatus(context(), options));
  for (const [name, words, description, more] of [
    [
      'pause',
      { done: 'Paused', before: 'paused' },
      'leave projections where they are; all of them where none is named',
      `Queries go on answering from the tables as they are, which grow older. One that is to show the last command of
its client (a consistency token) is answered with 503 until the projection is resumed.`,
    ],
    [
      'resume',
      { done: 'Resumed', before: 'running' },
      'let paused projections go on; all of them where none is named',
      'They catch up with the log first; "outcomes projections status" shows how far they are behind.',
    ],
  ] as const) {
    projections
      .command(name)
      .argument('[names...]', 'projections')
      .description(description)
      .option('--json', 'print the result as JSON')
      .addHelpText('after', `\n${more}\n\nExample:\n  outcomes projections ${name} key-results`)
      .action((names: string[], options: Options) => change(context(), name, words, names, options));
  }
  addProjectionTasks(projections, context);
  projections
    .command('watch')
    .description('show the task that is at work, until it has ended')
    .option('--json', 'print the result as JSON')
    .action(async (options: Options) => followTask(context(), await taskAtWork(context()), options));
  projections
    .command('cancel')
    .description('give up the task that waits or is at work; the tables stay as they are')
    .option('--json', 'print the result as JSON')
    .action((options: Options) => cancel(context(), options));
}

const readStatus = ({ ask }: OperationsContext) =>
  ask({ method: 'GET', path: '/projections', answer: status, patienceMs: 2000 });

async function showStatus(context: OperationsContext, { json }: Options): Promise<void> {
  const found = await readStatus(context);
  if (json) return context.say(JSON.stringify(found));
  for (const line of describeStatus(found.projections, found.task)) context.say(line);
}

async function change(
  { ask, say }: OperationsContext,
  name: 'pause' | 'resume',
  { done, before }: { done: string; before: string },
  names: readonly string[],
  { json }: Options,
): Promise<void> {
  const text = JSON.stringify(names.length === 0 ? {} : { projections: names });
  const answer = await ask({
    method: 'POST',
    path: `/projections/${name}`,
    body: { type: 'application/json', text },
    answer: named,
    patienceMs: 2000,
  });
  if (json) return say(JSON.stringify(answer));
  const { projections, changed } = answer;
  const others = projections.filter((each) => !changed.includes(each));
  if (changed.length > 0) say(`${done} ${changed.join(', ')}.`);
  if (others.length > 0 && (names.length > 0 || changed.length === 0))
    say(`${others.join(', ')}: ${before} already.`);
}

async function taskAtWork(context: OperationsContext) {
  const { task } = await readStatus(context);
  if (!task || task.finishedAt !== null) throw new CliError('No task is waiting or at work.');
  return task;
}

async function cancel(context: OperationsContext, { json }: Options): Promise<void> {
  const { id } = await taskAtWork(context);
  const task = await context.ask({
    method: 'POST',
    path: `/projections/tasks/${id}/cancel`,
    body: { type: 'application/json', text: '{}' },
    answer: projectionTask,
    patienceMs: 0,
  });
  if (json) return context.say(JSON.stringify(task));
  const end = task.finishedAt === null ? 'is being given up' : 'was given up';
  context.say(`Task ${id}, ${task.kind} of ${task.projections.join(', ')}, ${end}.`);
}
