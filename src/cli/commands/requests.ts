import { type Command, Option } from 'commander';
import { z } from 'zod';
import type { Method } from '../api-client.ts';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';

interface Options {
  readonly pick?: string;
  readonly wait?: boolean;
}

const methods: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * `outcomes get PATH`, `outcomes post PATH BODY` and so on: any route of the API, as the signed-in person.
 */
export function addRequests(program: Command, context: () => CliContext): void {
  for (const method of methods) {
    const command = program
      .command(method.toLowerCase())
      .argument('<path>', "path below /api/v1, e.g. '/objectives?limit=5'")
      .description(`send a ${method} request and print the answer`)
      .addOption(new Option('--pick <path>', 'print one value of the answer, e.g. data.0.id'));
    if (method === 'GET') {
      command
        .option(
          '--no-wait',
          'answer from the read models as they are, without what your last command has changed',
        )
        .action((path: string, options: Options) => send(context(), method, path, undefined, options));
    } else {
      command
        .argument('[body]', 'JSON body')
        .action((path: string, body: string | undefined, options: Options) =>
          send(context(), method, path, body, options),
        );
    }
  }
}

async function send(
  context: CliContext,
  method: Method,
  path: string,
  text: string | undefined,
  { pick, wait = true }: Options,
): Promise<void> {
  const after = method === 'GET' && wait ? await context.position() : undefined;
  let reached: string | undefined;
  const answer = await context.api({
    method,
    path: urlPath(path),
    token: await context.token(),
    ...(after === undefined
      ? {}
      : { headers: { 'X-Consistency-Token': after }, hints: { 'X-Consistency-Token': withoutWaiting } }),
    ...(text === undefined ? {} : { body: { type: 'application/json', text } }),
    answer: z.unknown(),
    whole: true,
    onPosition: (position) => {
      reached = position;
    },
    patienceMs: method === 'GET' ? 2000 : 0,
  });
  if (method !== 'GET' && reached !== undefined) await context.keepPosition(reached);
  const value = pick === undefined ? answer : valueAt(answer, pick);
  // A script gets a text as it is.
  if (typeof value === 'string' && !process.stdout.isTTY) process.stdout.write(`${value}\n`);
  else for (const line of printable(value).split('\n')) context.say(line);
}

const withoutWaiting =
  'They lack your last command. With --no-wait, "outcomes get" shows what they hold now.';

/** A path as a person types it, with what a URL cannot hold encoded. */
function urlPath(path: string): string {
  const encoded = path.replace(/[^\x21-\x7e]/gu, encodeURIComponent);
  return encoded.startsWith('/') ? encoded : `/${encoded}`;
}

/** The value at a dotted path. Throws CliError where there is none. */
function valueAt(answer: unknown, path: string): unknown {
  let value = answer;
  for (const name of path.split('.')) {
    const found = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
    if (found === undefined) throw new CliError(`The answer has nothing at ${path}.`);
    value = found;
  }
  return value;
}

function printable(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
