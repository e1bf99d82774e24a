import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Jest: builds the product once before the end-to-end tests, into a directory of their own. */
// biome-ignore lint/style/noDefaultExport: Jest asks for one
export default function buildProduct() {
  const output = ['--outDir', 'dist/e2e', '--tsBuildInfoFile', 'dist/e2e/.tsbuildinfo'];
  const tsc = join(root, 'node_modules/.bin/tsc');
  const { status } = spawnSync(tsc, ['-p', 'tsconfig.build.json', ...output], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the build failed');
}
