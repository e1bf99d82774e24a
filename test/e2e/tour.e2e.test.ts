import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newDataDir, removeDataDir } from './data-dir.ts';
import { type Product, startProduct } from './product.ts';

const root = join(import.meta.dirname, '../..');
/** Stands between the outputs of two blocks. */
const separator = '\u001e';

interface Step {
  readonly commands: string;
  /** What the README shows below the commands; null where it shows nothing. */
  readonly shown: string | null;
}

/** The blocks of the tour, in the order in which a reader types them. */
async function readTour(): Promise<Step[]> {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const [, tour = ''] = /^## A tour\n(.*?)^## /ms.exec(readme) ?? [];
  const blocks = /^```sh\n(.*?)^```\n(?:\n```\n(.*?)^```\n)?/gms;
  return [...tour.matchAll(blocks)].map(([, commands = '', shown]) => ({ commands, shown: shown ?? null }));
}

let dataDir: string;
let product: Product;
beforeAll(async () => {
  dataDir = await newDataDir();
  product = await startProduct({ dataDir });
});
afterAll(async () => {
  await product?.stop();
  await removeDataDir(dataDir);
});

test('the tour of the README works as it is printed', async () => {
  const steps = await readTour();
  const script = steps.map(({ commands }) => `${commands}printf '${separator}'\n`).join('');
  const shell = spawn('bash', ['-eu', '-c', script], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', OUTCOMES_URL: product.api, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => shell.once('close', resolve));
  const [output, complaints] = await Promise.all([text(shell.stdout), text(shell.stderr)]);
  const code = await ended;
  if (code !== 0) throw new Error(`the tour ended with ${code}:\n${output}\n${complaints}`);

  const outputs = output.split(separator);
  expect(steps.length).toBeGreaterThan(5);
  expect(outputs).toHaveLength(steps.length + 1);
  for (const [index, { shown }] of steps.entries()) if (shown !== null) expect(outputs[index]).toBe(shown);
  expect(outputs[1]).toMatch(/^Imported 3,613 rows\.$/m);
  expect(JSON.parse(outputs[2] ?? '').data).toMatchObject({ title: 'Make Mobile easy to start with' });
  expect(JSON.parse(outputs[5] ?? '').data).toMatchObject([
    { type: 'CheckInRecorded', commandType: 'RecordCheckIn', data: { value: '20', confidence: 8 } },
  ]);
}, 180_000);
