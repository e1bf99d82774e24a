import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const addresses = z.object({
  /** Process that has started them. */
  pid: z.int(),
  /** Address of the API; absent where that role does not run. */
  api: z.string().optional(),
  /** Address of the embedded PostgreSQL, without its password; absent where another one is configured. */
  database: z.string().optional(),
  /** Connection string of the embedded event store; absent where another one is configured. */
  eventStore: z.string().optional(),
  /** Address of an operations port. */
  operations: z.string(),
});
type Addresses = z.output<typeof addresses>;

const fileIn = (dataDir: string) => join(dataDir, 'addresses.json');

/** Tells commands that run beside the product where its parts are. Holds no secret. */
export function writeAddresses(dataDir: string, found: Omit<Addresses, 'pid'>): void {
  const text = JSON.stringify({ pid: process.pid, ...found });
  writeFileSync(fileIn(dataDir), `${text}\n`, { mode: 0o600 });
}

export function removeAddresses(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}

/** Where the product that runs in a data directory is; null where none runs there. */
export function readAddresses(dataDir: string): Addresses | null {
  try {
    const found = addresses.parse(JSON.parse(readFileSync(fileIn(dataDir), 'utf8')));
    return isRunning(found.pid) ? found : null;
  } catch {
    return null;
  }
}

/** It may have been killed, and have left its file. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of somebody else may not be signalled.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
