import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { CliError } from '../cli-error.ts';
import { readLetters } from '../dead-letters/dead-letter-client.ts';
import { waitForRetry } from '../dead-letters/wait-for-retry.ts';
import { wholeFrom } from '../number-options.ts';
import type { OperationsContext } from '../operations-context.ts';
import { streamAsShown, terminalLine } from '../terminal-line.ts';

interface RetryOptions {
  readonly all?: true;
  readonly wait: boolean;
  readonly json?: true;
}

interface DiscardOptions extends RetryOptions {
  readonly revision?: number;
  readonly yes?: true;
}

const retryHelp = `
The events go through the code that all events go through, in order, in transactions. What is still poison is set
aside again, with what stands behind it; the exit code is 1 then.

Examples:
  outcomes dead-letters retry --all
  outcomes dead-letters retry key-results
  outcomes dead-letters retry key-results keyResult-0190c7a2-…`;

const discardHelp = `
The projection goes on as if the event had not happened; those behind it are tried again. The event stays in the
log: a rebuild comes upon it again. Only the first event of a stream can be discarded, one at a time. Better: fix
the projection, then "retry".

Examples:
  outcomes dead-letters discard key-results keyResult-0190c7a2-…
  outcomes dead-letters discard key-results keyResult-0190c7a2-… --revision 4 --yes`;

/** `outcomes dead-letters retry` and `outcomes dead-letters discard`. */
export function addDeadLetterChanges(letters: Command, context: () => OperationsContext): void {
  letters
    .command('retry')
    .argument('[projection]', 'projection')
    .argument('[stream]', 'only this stream')
    .description('try what is set aside again, in order')
    .option('--all', 'of all projections')
    .option('--no-wait', 'do not wait for what comes of it')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', retryHelp)
    .action((projection: string | undefined, stream: string | undefined, options: RetryOptions) =>
      retry(context(), projection, stream && streamAsShown(stream), options),
    );
  letters
    .command('discard')
    .argument('<projection>', 'projection')
    .argument('<stream>', 'stream')
    .description('go on without the first event of a stream that is set aside')
    .option('--revision <number>', 'its revision, so that no other is discarded', wholeFrom(0))
    .option('--yes', 'do not ask')
    .option('--no-wait', 'do not wait for what comes of it')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', discardHelp)
    .action((projection: string, stream: string, options: DiscardOptions) =>
      discard(context(), projection, streamAsShown(stream), options),
    );
}

async function retry(
  context: OperationsContext,
  projection: string | undefined,
  stream: string | undefined,
  { all, wait, json }: RetryOptions,
): Promise<void> {
  if ((projection === undefined) === (all === undefined))
    throw new CliError(
      all
        ? 'Name a projection or give --all, not both.'
        : 'Name a projection, or give --all. "outcomes dead-letters list" lists what there is.',
    );
  const { streams } = await context.ask({
    method: 'POST',
    path: '/dead-letters/retry',
    body: { type: 'application/json', text: JSON.stringify({ projection, stream }) },
    answer: z.object({ streams: z.number() }),
    patienceMs: 2000,
  });
  if (wait) return waitForRetry(context, { projection, stream }, streams, json === true);
  context.say(json ? JSON.stringify({ streams }) : 'The projector tries it again.');
}

async function discard(
  context: OperationsContext,
  projection: string,
  stream: string,
  { revision: wanted, yes, wait, json }: DiscardOptions,
): Promise<void> {
  const { deadLetters } = await readLetters(context, { projection, stream, payload: false, from: 0 });
  const [first] = deadLetters;
  const revision = wanted ?? first?.revision ?? 0;
  if (!yes) {
    const why = first ? ` (${first.eventType}: ${first.reason})` : '';
    await confirm(terminalLine(`Go on without revision ${revision} of ${stream}${why}?`));
  }
  const discarded = await context.ask({
    method: 'POST',
    path: '/dead-letters/discard',
    body: { type: 'application/json', text: JSON.stringify({ projection, stream, revision }) },
    answer: z.object({ revision: z.number() }),
    patienceMs: 2000,
  });
  if (!json) context.say(`${projection} goes on without revision ${discarded.revision} of ${stream}.`);
  if (wait) return waitForRetry(context, { projection, stream }, 1, json === true);
  if (json) context.say(JSON.stringify(discarded));
}

/** Throws CliError unless a person says yes. */
async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY) throw new CliError(`${question}\nConfirm it with --yes.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new CliError('Nothing has changed.');
  } finally {
    terminal.close();
  }
}
