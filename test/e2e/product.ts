import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { waitUntil } from '../support/wait-until.ts';
import { processesOf } from './processes.ts';

const root = join(import.meta.dirname, '../..');
/** Where the build for these tests is; see build-product.mjs. */
const main = join(root, 'dist/e2e/src/main.js');

/** What can be killed: by the supervisor itself, what stands in the command line. */
const parts = {
  postgres: 'embedded/postgres/main',
  postmaster: 'bin/postgres -D',
  'event-store': 'embedded/event-store/main',
  api: 'outcomes api',
  projector: 'outcomes projector',
  worker: 'outcomes worker',
};
export type Part = keyof typeof parts;

export interface Product {
  /** Address of the API. */
  readonly api: string;
  /** Addresses of health checks and metrics, by role. */
  readonly operations: Readonly<Record<string, string>>;
  /** All that it has written, to standard output and standard error. */
  output(): string;
  /** Resolves once the output contains the text. */
  said(text: string, deadlineMs?: number): Promise<void>;
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  pidOf(part: Part): Promise<number>;
  /** SIGKILL to one process. */
  kill(part: Part): Promise<void>;
  /** Resolves once every role says that it is ready. */
  ready(deadlineMs?: number): Promise<void>;
  /** Asks it to stop, and resolves with the exit code when no process is left. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

interface Start {
  readonly dataDir: string;
  /** Added to the environment; ports are free ones unless given. */
  readonly env?: Readonly<Record<string, string>>;
  /** As `npm start` does it, in a script; signals go to the script. */
  readonly byScript?: boolean;
}

/** Starts the product without waiting for it. */
export function launchProduct({ dataDir, env = {}, byScript = false }: Start) {
  const options = ['--enable-source-maps', main, '--local'];
  const script = `import { run } from './scripts/run.mjs';
    process.exit(await run('node', ${JSON.stringify(options)}))`;
  const child = spawn(process.execPath, byScript ? ['--input-type=module', '-e', script] : options, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...cleanEnvironment(), PORT: '0', OPERATIONS_PORT: '0', DATA_DIR: dataDir, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'close').then(([code, signal]: (number | string | null)[]) => ({
    code: typeof code === 'number' ? code : null,
    signal: typeof signal === 'string' ? signal : null,
  }));
  return {
    ended,
    output: () => output,
    signal: (name: NodeJS.Signals) => void child.kill(name),
    async said(text: string, deadlineMs = 60_000) {
      const stopped = () => child.exitCode !== null || child.signalCode !== null;
      await waitUntil(() => output.includes(text) || stopped(), { deadlineMs });
      if (!output.includes(text)) throw new Error(`it ended without saying "${text}":\n${output}`);
    },
  };
}

/** Starts the product and waits until it runs. */
export async function startProduct(start: Start): Promise<Product> {
  const launched = launchProduct(start);
  const { dataDir } = start;
  await launched.said('Ctrl-C stops everything');
  const text = launched.output();
  const [, api = ''] = /API\s+(http\S+)\/api\/v1/.exec(text) ?? [];
  const operations = Object.fromEntries(
    [...text.matchAll(/(http\S+)\/metrics {2}(\w+)/g)].map(([, url = '', role = '']) => [role, url]),
  );
  const pidOf = async (part: Part) => {
    const found = (await processesOf(dataDir)).find((each) => each.text.includes(parts[part]));
    if (!found) throw new Error(`there is no ${part}`);
    return found.pid;
  };
  return {
    ...launched,
    api,
    operations,
    pidOf,
    async kill(part) {
      const pid = await pidOf(part);
      process.kill(pid, 'SIGKILL');
    },
    async ready(deadlineMs = 30_000) {
      const urls = Object.values(operations);
      const all = () => Promise.all(urls.map((url) => statusOf(`${url}/health/ready`)));
      await waitUntil(async () => (await all()).every((status) => status === 200), { deadlineMs });
    },
    async stop(signal = 'SIGTERM') {
      launched.signal(signal);
      const { code } = await launched.ended;
      await gone(dataDir);
      return code;
    },
  };
}

/** Resolves when no process of the data directory is left. @throws Error naming those that are after 10 s. */
export async function gone(dataDir: string, deadlineMs = 10_000): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const left = await processesOf(dataDir);
    if (left.length === 0) return;
    if (Date.now() > deadline) {
      throw new Error(`still running: ${left.map(({ pid, text }) => `${pid} ${text.slice(0, 120)}`)}`);
    }
    await delay(50);
  }
}

/** Status of the answer; 0 where there is none. */
export async function statusOf(url: string): Promise<number> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch(() => null);
  await answer?.body?.cancel();
  return answer?.status ?? 0;
}

/** Without what points to other servers, or changes how Node runs. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const ours = new Set(['EVENTSTORE_URL', 'DATABASE_URL', 'REDIS_URL', 'OUTCOMES_SECRET', 'NODE_OPTIONS']);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.has(name)));
}
