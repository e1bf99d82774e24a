import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Option } from 'commander';
import { tornBySignal } from '../../../embedded/event-store/storage/damaged.ts';
import { CliError } from '../cli-error.ts';

/** Marks a command that {@link runApart} has started. */
export const apart = new Option('--apart').hideHelp();

/**
 * Runs a command on a directory of events in a process of its own, because damaged pages can end the process that
 * reads them. Resolves with its exit code.
 * Throws CliError that says so when that happens.
 */
export async function runApart(
  dir: string,
  command: readonly string[],
  stdio: 'inherit' | 'ignore' = 'inherit',
): Promise<number> {
  const [, main = ''] = process.argv;
  const child = spawn(
    process.execPath,
    [...process.execArgv, main, 'eventstore', ...command, '--dir', dir, '--apart'],
    { stdio },
  );
  const stop = () => void child.kill();
  process.once('SIGTERM', stop);
  const [code, signal]: [number | null, NodeJS.Signals | null] = await once(child, 'exit').then(
    ([exitCode, exitSignal]) => [exitCode, exitSignal],
  );
  process.off('SIGTERM', stop);
  if (signal === null) return code ?? 1;
  throw new CliError(tornBySignal(dir, signal)?.message ?? `It was ended with ${signal}.`);
}
