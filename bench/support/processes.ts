import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { nodeOptions as storeOptions } from '../../embedded/event-store/node-options.ts';
import { roleOptions } from '../../src/local/role-options.ts';
import { childEnvironment } from '../../src/platform/config.ts';

/** A process that serves until it is stopped. */
export interface Server {
  /** What it said when it was ready, e.g. its `url`. */
  readonly ready: Readonly<Record<string, unknown>>;
  readonly url: string;
  readonly pid: number;
  /** SIGTERM, and SIGKILL after ten seconds. */
  stop(): Promise<void>;
}

const startWithinMs = 90_000;
const root = new URL('../..', import.meta.url);

/**
 * Runs a module of the build, named by its path below the project, until it prints `{"ready":true,…}`. It ends with
 * this process. What it prints afterwards is thrown away.
 * @throws Error when it does not become ready, with what it wrote to standard error.
 */
export async function startServer(
  module: string,
  options: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const child = launch(module, [...options, '--exit-with-parent'], env);
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk).slice(-4000);
  });
  const ready = await Promise.race([
    readyLine(child),
    once(child, 'exit').then(() => Promise.reject(new Error(`${module} did not start: ${complaint}`))),
  ]);
  return { ready, url: String(ready.url), pid: child.pid ?? 0, stop: () => stop(child) };
}

async function readyLine({ stdout }: ChildProcess): Promise<Record<string, unknown>> {
  if (!stdout) throw new Error('the process has no output');
  const lines = createInterface(stdout);
  const found = new EventEmitter();
  lines.on('line', (text) => {
    if (text.startsWith('{"ready":true')) found.emit('ready', text);
  });
  const [text]: string[] = await once(found, 'ready', { signal: AbortSignal.timeout(startWithinMs) });
  lines.close();
  stdout.resume();
  return JSON.parse(text ?? '');
}

/**
 * Runs a module of the build to its end: the job goes in as JSON, the answer comes out as its last line.
 * @throws Error when it fails or takes longer than `withinMs`.
 */
export async function runJob<Result>(module: string, job: object, withinMs = 120_000): Promise<Result> {
  const child = launch(module, []);
  const giveUp = setTimeout(() => child.kill('SIGKILL'), withinMs);
  child.stdin?.end(JSON.stringify(job));
  let output = '';
  let complaint = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk).slice(-4000);
  });
  const [code] = await once(child, 'close');
  clearTimeout(giveUp);
  if (code !== 0) throw new Error(`${module} failed: ${complaint || code}`);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}

function launch(
  module: string,
  options: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  const file = new URL(`${module}.js`, root).pathname;
  // As src/local and the image start processes.
  const projects = module === 'bench/project' || env.ROLES === 'projector';
  const nodeOptions = module.startsWith('embedded/event-store/')
    ? storeOptions
    : roleOptions[projects ? 'projector' : 'api'];
  return spawn(process.execPath, [...process.execArgv, ...nodeOptions, file, ...options], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: childEnvironment(env),
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}
