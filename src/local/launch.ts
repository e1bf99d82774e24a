import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { childEnvironment } from '../platform/config.ts';
import { usualOptions } from './role-options.ts';

/**
 * A process of the product: a module of ours that prints one line of JSON, `{"ready":true,…}`, when it
 * serves.
 */
export interface ProcessSpec {
  readonly name: string;
  /** Path of the module to run. */
  readonly file: string;
  readonly options: readonly string[];
  /** Options of Node.js; the usual ones where it is missing. */
  readonly nodeOptions?: readonly string[];
  /** What it means that a signal ended it before it was ready, where starting it again cannot help. */
  hopeless?(signal: NodeJS.Signals): Error | undefined;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** It is of no use to start the process again. */
export class HopelessError extends Error {}

export interface Launched {
  /** Null where it could not be started. */
  readonly child: ChildProcess | null;
  /** Its line of readiness. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Settles with the reason when it has ended. */
  readonly ended: Promise<string>;
}

const startTimeoutMs = 90_000;
/** Time for a server that is told to stop while it starts, milliseconds. */
const breakOffMs = 4000;
/** Time for what an ended process has said to arrive, milliseconds. */
const lastWordsMs = 500;

/**
 * Starts a process and waits until it is ready; `line` takes what it writes to standard output from then on.
 * It ends with this process, even by SIGKILL, because it watches its standard input (`--exit-with-parent`);
 * it has its own process group, so that Ctrl-C reaches only this process, which stops things in order.
 * @throws Error with what the process said, when it ends before it is ready, takes too long, or `signal`
 * aborts, HopelessError when `hopeless` says so; the process has ended then.
 */
export async function launch(
  { file, options, nodeOptions = usualOptions, env, hopeless }: ProcessSpec,
  line: (text: string) => void,
  signal: AbortSignal,
): Promise<Launched> {
  signal.throwIfAborted();
  const arguments_ = [...process.execArgv, ...nodeOptions, file, ...options, '--exit-with-parent'];
  const child = spawn(process.execPath, arguments_, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: childEnvironment(env),
    detached: true,
  });
  child.stdin.on('error', () => {});
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-4000);
  });
  const ended = once(child, 'exit').then(
    async ([code, signal]) => {
      await lastWords(child);
      // What a process said before it was killed is not why it ended.
      return (!signal && complaint.trim()) || `it ended with ${signal ?? `code ${code}`}`;
    },
    (error: Error) => error.message,
  );
  const ready = new Promise<{ ready: Launched['ready'] }>((resolve) => {
    createInterface(child.stdout).on('line', (text) => {
      const fields = text.startsWith('{"ready":true') ? JSON.parse(text) : null;
      if (fields) resolve({ ready: fields });
      else line(text);
    });
  });
  const late = AbortSignal.timeout(startTimeoutMs);
  const tooLate = aborted(AbortSignal.any([signal, late]));
  const outcome = await Promise.race([ready, ended.then((reason) => ({ reason })), tooLate]);
  if ('ready' in outcome && !signal.aborted) return { child, ready: outcome.ready, ended };
  await endProcess(child, breakOffMs);
  const why = child.signalCode && 'reason' in outcome ? hopeless?.(child.signalCode) : undefined;
  if (why) throw new HopelessError(why.message);
  if ('reason' in outcome) throw new Error(outcome.reason);
  throw new Error(
    late.aborted ? `it was not ready within ${startTimeoutMs / 1000} s` : 'it was told to stop',
  );
}

/**
 * SIGTERM, then SIGKILL after `patienceMs`; resolves when the process has ended, with whether it ended by
 * itself.
 */
export async function endProcess(child: ChildProcess | null, patienceMs: number): Promise<boolean> {
  if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return true;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await ended;
  clearTimeout(timer);
  return child.signalCode !== 'SIGKILL';
}

/** Its complaint may still be in the pipe, which processes of its own may hold open. */
async function lastWords({ stderr }: ChildProcess): Promise<void> {
  if (!stderr || stderr.readableEnded) return;
  await once(stderr, 'end', { signal: AbortSignal.timeout(lastWordsMs) }).catch(() => {});
}

async function aborted(signal: AbortSignal): Promise<object> {
  if (!signal.aborted) await once(signal, 'abort');
  return {};
}
