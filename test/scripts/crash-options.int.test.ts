import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../..');

const run = (script: string, ...args: string[]) =>
  new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
    const command = ['--import', 'tsx', join(root, 'scripts', script), ...args];
    const options = { cwd: root, env: { ...process.env, NODE_OPTIONS: '' }, timeout: 60_000 };
    execFile(process.execPath, command, options, (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    );
  });

test.each([
  ['crash.ts', '--kills', 'foo'],
  ['crash.ts', '--seed', '1.5'],
  ['crash-projections.ts', '--kills', '1e3'],
  ['crash-projections.ts', '--compare-every', '0'],
  ['power-loss.ts', '--cuts', '0'],
])(
  '%s %s %s is refused in a sentence',
  async (script, option, text) => {
    const { code, out, err } = await run(script, option, text);
    expect([code, out, err]).toEqual([
      2,
      '',
      expect.stringMatching(new RegExp(`^${option} is a whole number from [01] on, not "${text}"\\.\n$`)),
    ]);
  },
  60_000,
);

test('and so is an option that there is not', async () => {
  const { code, err } = await run('crash.ts', '--kill', '3');
  expect([code, err]).toEqual([2, expect.stringMatching(/^Unknown option '--kill'.*\n$/)]);
}, 60_000);
