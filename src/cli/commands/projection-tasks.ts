import type { Command } from 'commander';
import { projectionTask, type TaskKind } from '../../platform/projection-operations/views.ts';
import { CliError } from '../cli-error.ts';
import { wholeFrom } from '../number-options.ts';
import type { OperationsContext } from '../operations-context.ts';
import { followTask } from '../projections/follow-task.ts';

interface Options {
  readonly all?: true;
  readonly throttle?: number;
  readonly verify?: true;
  readonly failFast?: true;
  readonly wait: boolean;
  readonly json?: true;
}

const rebuildHelp = `
Reads the log from its start into new tables, beside the live ones, and puts them in their place once they have
caught up. Queries are answered throughout. The old tables are kept until they are dropped or the next rebuild.
The projector does it: Ctrl-C ends the progress bar, not the rebuild.

With --verify nothing is switched: the new tables are compared with the live ones, row by row, at one position
of the log, and then deleted. The exit code is 1 when a row differs.

Examples:
  outcomes projections rebuild key-results objectives
  outcomes projections rebuild --all --verify --fail-fast
  outcomes projections rebuild audit-log --throttle 2000 --no-wait`;

const rollbackHelp = `
The rows come back as they were at the switch, and what the log has got since is added by the code that runs now. If
that code is what is wrong, start the code from before instead: it takes its tables back by itself.
`;

/** `outcomes projections rebuild | rollback | drop-previous`. */
export function addProjectionTasks(projections: Command, context: () => OperationsContext): void {
  projections
    .command('rebuild')
    .argument('[names...]', 'projections')
    .description('build the tables of projections anew, beside the live ones, and switch')
    .option('--all', 'all projections')
    .option('--throttle <number>', 'most events per second', wholeFrom(1))
    .option('--verify', 'compare the new tables with the live ones instead of switching')
    .option('--fail-fast', 'give up at the first event that cannot be taken')
    .option('--no-wait', 'do not wait for the end')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', rebuildHelp)
    .action((names: string[], options: Options) =>
      run(context(), options.verify ? 'verify' : 'rebuild', names, options),
    );
  for (const [name, kind, description, more] of [
    ['rollback', 'rollback', 'bring back the tables from before the last rebuild, at once', rollbackHelp],
    ['drop-previous', 'drop', 'delete the tables from before the last rebuild', ''],
  ] as const) {
    projections
      .command(name)
      .argument('[names...]', 'projections')
      .description(description)
      .option('--all', 'all projections that have previous tables')
      .option('--no-wait', 'do not wait for the end')
      .option('--json', 'print the result as JSON')
      .addHelpText('after', `${more}\nExample:\n  outcomes projections ${name} key-results`)
      .action((names: string[], options: Options) => run(context(), kind, names, options));
  }
}

async function run(
  context: OperationsContext,
  kind: TaskKind,
  names: readonly string[],
  { all, throttle, failFast, wait, json }: Options,
): Promise<void> {
  if ((names.length === 0) === (all === undefined))
    throw new CliError(
      all
        ? 'Name projections or give --all, not both.'
        : 'Name projections, or give --all. "outcomes projections status" lists them.',
    );
  const body = {
    kind,
    ...(!all && { projections: names }),
    ...(throttle !== undefined && { eventsPerSecond: throttle }),
    ...(failFast && { failFast }),
  };
  const task = await context.ask({
    method: 'POST',
    path: '/projections/tasks',
    body: { type: 'application/json', text: JSON.stringify(body) },
    answer: projectionTask,
    patienceMs: 0,
  });
  if (wait) return followTask(context, task, json ? { json } : {});
  context.say(
    json
      ? JSON.stringify(task)
      : `Task ${task.id} waits for the projector: "outcomes projections watch" shows it, "… cancel" gives it up.`,
  );
}
