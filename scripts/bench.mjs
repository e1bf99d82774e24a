// npm run bench [-- options]: installs, builds and measures; see bench/README.md.
import { ensureInstalled } from './ensure-installed.mjs';
import { run } from './run.mjs';

ensureInstalled();
console.log('Building …');
const built = await run('tsc', ['-p', 'bench/tsconfig.json']);
process.exit(
  built || (await run('node', ['--enable-source-maps', 'dist/bench/main.js', ...process.argv.slice(2)])),
);
