import type { Command } from 'commander';
import { readLetters, readParked } from '../dead-letters/dead-letter-client.ts';
import { describeLetters, describeParked } from '../dead-letters/describe-dead-letters.ts';
import { wholeFrom } from '../number-options.ts';
import type { OperationsContext } from '../operations-context.ts';
import { streamAsShown } from '../terminal-line.ts';
import { addDeadLetterChanges } from './dead-letter-changes.ts';

interface ListOptions {
  readonly stream?: string;
  readonly limit?: number;
  readonly json?: true;
}

interface ShowOptions {
  readonly payload?: boolean;
  readonly from: number;
  readonly json?: true;
}

const help = `
An event that a projection cannot take is set aside, with everything behind it on the same stream; all other
streams move on. docs/guides/dead-letters.md tells what to do then. The address is that of "outcomes projections".

Examples:
  outcomes dead-letters list
  outcomes dead-letters show key-results keyResult-0190c7a2-… --payload
  outcomes dead-letters retry key-results
  outcomes dead-letters discard key-results keyResult-0190c7a2-… --yes`;

/** `outcomes dead-letters …`: events that projections could not take, over the operations port. */
export function addDeadLetters(program: Command, context: () => OperationsContext): void {
  const letters = program
    .command('dead-letters')
    .description('see to events that projections could not take: list, show, retry, discard')
    .addHelpText('after', help);
  letters
    .command('list')
    .argument('[projection]', 'only of this one')
    .description('list the streams that are set aside, each with its first event')
    .option('--stream <stream>', 'only this stream', streamAsShown)
    .option('--limit <number>', 'most streams, at most 200', wholeFrom(1), 50)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  outcomes dead-letters list key-results')
    .action((projection: string | undefined, options: ListOptions) => list(context(), projection, options));
  letters
    .command('show')
    .argument('<projection>', 'projection')
    .argument('<stream>', 'stream')
    .description('show the events of a stream that are set aside, in order')
    .option('--payload', 'with what is in them; personal data are masked')
    .option('--from <revision>', 'from this revision on', wholeFrom(0), 0)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  outcomes dead-letters show key-results keyResult-0190c7a2-… --payload',
    )
    .action((projection: string, stream: string, options: ShowOptions) =>
      show(context(), projection, streamAsShown(stream), options),
    );
  addDeadLetterChanges(letters, context);
}

async function list(
  context: OperationsContext,
  projection: string | undefined,
  { stream, limit, json }: ListOptions,
): Promise<void> {
  const page = await readParked(context, { projection, stream, limit });
  if (json) return context.say(JSON.stringify(page));
  for (const line of describeParked(page)) context.say(line);
}

async function show(
  context: OperationsContext,
  projection: string,
  stream: string,
  { payload = false, from, json }: ShowOptions,
): Promise<void> {
  const letters = await readLetters(context, { projection, stream, payload, from });
  if (json) return context.say(JSON.stringify(letters));
  for (const line of describeLetters(letters)) context.say(line);
}
