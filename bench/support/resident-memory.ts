import { readFile } from 'node:fs/promises';

/**
 * Memory of a process in bytes, as Linux counts it: its own, and all that is resident. The pages of a file that it
 * maps are in the second alone: they are the system's cache of that file.
 * @throws Error on other systems
 */
export async function residentMemory(pid: number): Promise<{ own: number; all: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const of = (field: string) => 1024 * Number(new RegExp(`^${field}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1]);
  return { own: of('RssAnon'), all: of('VmRSS') };
}
