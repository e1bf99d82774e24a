import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A process of the product with the role of the projector. */
export interface ProjectorProcess {
  readonly pid: number;
  /** Address of its health checks and metrics. */
  readonly operations: string;
  /** Whether, by what it has logged last, it is the one that runs the projections. */
  runs(): boolean;
  /** Lines that it has logged, the last thousand. */
  said(): readonly string[];
  /** Settles when the process has ended. */
  readonly ended: Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** SIGTERM, and SIGKILL after 10 s. */
  stop(): Promise<void>;
}

interface Start {
  /** `src/main.js` of a build. */
  readonly main: string;
  readonly database: string;
  readonly eventStore: string;
  readonly env?: Readonly<Record<string, string>>;
}

const mostLines = 1_000;
const startWithinMs = 60_000;
/** What a projector says when it has become the one that runs the projections, and when it no longer is. */
const begins = 'this process runs the projections';
const ends = ['the projections failed', 'another process runs the projections'];

/** Starts a projector; it ends with this process. Throws Error with what it said where it does not start. */
export async function startProjectorProcess(start: Start): Promise<ProjectorProcess> {
  const child = spawn(process.execPath, ['--enable-source-maps', start.main, '--exit-with-parent'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      ROLES: 'projector',
      DATABASE_URL: start.database,
      EVENTSTORE_URL: start.eventStore,
      OUTCOMES_SECRET: 'a secret for processes of tests, of no use elsewhere',
      OPERATIONS_PORT: '0',
      ...start.env,
    },
  });
  child.stdin.on('error', () => {});
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk).slice(-4_000);
  });
  const said: string[] = [];
  let runs = false;
  const ended = once(child, 'exit').then(() => {
    runs = false;
  });
  const ready = new Promise<string>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const { ready: isReady, operations, message } = fieldsOf(line);
      if (isReady === true) resolve(String(operations));
      if (typeof message !== 'string') return;
      said.push(line);
      if (said.length > mostLines) said.shift();
      if (message.startsWith(begins)) runs = true;
      if (ends.some((text) => message.startsWith(text))) runs = false;
    });
  });
  const late = AbortSignal.timeout(startWithinMs);
  const operations = await Promise.race([ready, ended, once(late, 'abort')]);
  if (typeof operations !== 'string' || child.pid === undefined) {
    await stop(child);
    throw new Error(`the projector did not start: ${complaint}`);
  }
  return {
    pid: child.pid,
    operations,
    runs: () => runs,
    said: () => said,
    ended,
    signal: (name) => void child.kill(name),
    stop: () => stop(child),
  };
}

function fieldsOf(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line);
  } catch {
    return {};
  }
}

async function stop(child: ChildProcess): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit', { signal: AbortSignal.timeout(10_000) });
    child.kill(signal);
    child.kill('SIGCONT');
    await ended.catch(() => undefined);
  }
}
