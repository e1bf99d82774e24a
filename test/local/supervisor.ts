import { supervise } from '../../src/local/supervise.ts';

/** A process that supervises another; a test kills it. Arguments: the file of the child, and its log. */
const [file = '', log = ''] = process.argv.slice(2);
const never = new AbortController();
const observer = { line: () => {}, died: () => {}, lost: () => {}, stuck: () => {} };
await supervise({ name: 'child', file, options: ['serve', log] }, observer, never.signal);
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
setInterval(() => {}, 1000);
