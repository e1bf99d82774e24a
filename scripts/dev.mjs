// npm run dev: like npm start, from the sources, and the roles start again when a source changes.
import { ensureInstalled } from './ensure-installed.mjs';
import { run } from './run.mjs';

ensureInstalled();
process.exit(await run('node', ['--import', 'tsx', 'src/main.ts', '--local', '--reload']));
