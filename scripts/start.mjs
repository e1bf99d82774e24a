// npm start: installs, builds and runs the whole product on this machine.
import { ensureInstalled } from './ensure-installed.mjs';
import { run } from './run.mjs';

ensureInstalled();
console.log('Building …');
const failed = await run('node', ['scripts/build.mjs']);
process.exit(failed || (await run('node', ['--enable-source-maps', 'dist/src/main.js', '--local'])));
