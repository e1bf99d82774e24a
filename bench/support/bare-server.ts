import { once } from 'node:events';
import { parseArgs } from 'node:util';
import type { Express } from 'express';

/** Value of a command-line option of this process. Throws Error where it is missing. */
export function option(name: string): string {
  const { values } = parseArgs({ options: { [name]: { type: 'string' } }, strict: false });
  const value = values[name];
  if (typeof value !== 'string') throw new Error(`--${name} is missing`);
  return value;
}

/** Serves on a free port of the loopback address, says so as all our processes do, and ends with its parent. */
export async function serveBare(app: Express): Promise<void> {
  app.disable('x-powered-by');
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  process.stdin.resume().once('end', () => process.exit(0));
  process.once('SIGTERM', () => process.exit(0));
  process.stdout.write(`${JSON.stringify({ ready: true, url: `http://127.0.0.1:${port}` })}\n`);
}
