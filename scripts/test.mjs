// npm test [-- jest options]: installs what is missing and runs every test, on servers of its own.
import { ensureInstalled } from './ensure-installed.mjs';
import { run } from './run.mjs';

ensureInstalled();
const options = process.argv.slice(2);
process.exit(
  await run('jest', options, {
    NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
  }),
);
