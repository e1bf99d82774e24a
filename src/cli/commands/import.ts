import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';
import { describeImport, type ImportView, importView } from '../describe-import.ts';
import { createProgressBar } from '../progress-bar.ts';

interface Options {
  readonly skipInvalid?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'permission is denied',
};

const pollMs = 250;
/** The API may be restarted meanwhile: the import goes on. */
const patienceMs = 120_000;

/** `outcomes import FILE`. */
export function addImport(program: Command, context: () => CliContext): void {
  program
    .command('import')
    .argument('<file>', 'CSV file, see examples/README.md')
    .description('import cycles, objectives, key results and check-ins; the same file again changes nothing')
    .option('--skip-invalid', 'import the good rows even if others are bad')
    .option('--dry-run', 'check the file, and import nothing')
    .option('--json', 'print the result as JSON')
    .action((file: string, options: Options) => importFile(file, options, context()));
}

async function importFile(file: string, options: Options, context: CliContext): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`${file} cannot be read: ${reasons[error.code ?? ''] ?? error.message}.`);
  });
  const token = await context.token();
  const query = new URLSearchParams({
    ...(options.skipInvalid && { skipInvalid: 'true' }),
    ...(options.dryRun && { dryRun: 'true' }),
  });
  const started = await context.api({
    method: 'POST',
    path: query.size === 0 ? '/imports' : `/imports?${query}`,
    token,
    body: { type: 'text/csv', text },
    headers: { 'Idempotency-Key': randomUUID() },
    answer: importView,
    patienceMs: 10_000,
  });
  const ended = await wait(started, token, context, options.json === true);
  if (options.json) context.say(JSON.stringify(ended));
  else for (const line of describeImport(ended)) context.say(line);
  const isGood = ended.status === 'done' && (ended.problemCount === 0 || ended.skipInvalid);
  if (!isGood) process.exitCode = 1;
}

async function wait(
  started: ImportView,
  token: string,
  { api }: CliContext,
  quiet: boolean,
): Promise<ImportView> {
  const bar = quiet ? null : createProgressBar(process.stderr);
  let view = started;
  try {
    while (view.finishedAt === null) {
      bar?.show(view.rowsDone, view.rows, view.status === 'running' ? 'importing' : 'checking');
      await delay(pollMs);
      view = await api({
        method: 'GET',
        path: `/imports/${started.id}`,
        token,
        answer: importView,
        patienceMs,
      });
    }
    return view;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    throw new CliError(
      `${error.message}\nThe import goes on: GET /api/v1/imports/${started.id} tells how far it is.`,
    );
  } finally {
    bar?.clear();
  }
}
