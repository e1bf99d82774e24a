// A process of the product in miniature, for supervise.e2e.test.ts: `child.mjs <what to do> <file>`.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

const [how = '', file = ''] = process.argv.slice(2);
const starts = existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
if (file) appendFileSync(file, `${process.pid} ${Date.now()}\n`);
if (process.argv.includes('--exit-with-parent')) process.stdin.resume().once('end', () => process.exit(0));

const say = (text) => process.stdout.write(`${text}\n`);
const ready = () => say(JSON.stringify({ ready: true, url: `url-${starts}`, from: process.env.FROM }));
const complain = (text) => {
  process.stderr.write(`${text}\n`);
  process.exit(1);
};

if (how === 'stubborn') process.on('SIGTERM', () => say('no'));

if (how === 'fail') complain('port 1 is taken');
else if (how === 'fail-silently') process.exit(7);
else if (how === 'fail-later' && starts > 0) complain(`start ${starts} failed`);
else if (how === 'talk') {
  say('before');
  process.stdout.write(`${JSON.stringify({ ready: true })}\nat once\n`);
  setTimeout(say, 20, 'later');
  process.stderr.write('a warning\n');
} else if (how !== 'hang' && !(how === 'hang-later' && starts > 0)) ready();

setInterval(() => {}, 1000);
