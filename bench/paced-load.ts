// A job: commands at a steady rate, and for each the time from its answer until its events are in the read models.
import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { progressNotice } from '../src/platform/read-models/progress-notice.ts';
import { serveJob } from './support/job.ts';
import type { PacedJob, PacedResult } from './support/paced-load.ts';

const tickMs = 5;
const settleMs = 10_000;

interface Moment {
  readonly position: bigint;
  readonly at: number;
}

await serveJob(async (job: PacedJob): Promise<PacedResult> => {
  const { databaseUrl, perSecond, seconds } = job;
  const notices: Moment[] = [];
  const client = new Client(databaseUrl);
  client.on('notification', ({ payload = '' }) => {
    notices.push({ position: progressNotice.read(payload).position.commit, at: performance.now() });
  });
  await client.connect();
  await client.query(`LISTEN ${progressNotice.channel}`);

  const answers: Moment[] = [];
  let failed = 0;
  let sent = 0;
  const send = sender(job, (position) => {
    if (position === null) failed += 1;
    else answers.push({ position, at: performance.now() });
  });
  const startedAt = performance.now();
  while (performance.now() - startedAt < seconds * 1000) {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
    for (; sent < due; sent++) send(sent);
    await delay(tickMs);
  }
  const missing = () => {
    const reached = notices.at(-1)?.position ?? 0n;
    return answers.length + failed < sent || answers.some(({ position }) => position > reached);
  };
  const giveUpAt = performance.now() + settleMs;
  while (missing()) {
    if (performance.now() > giveUpAt) throw new Error('the read models did not catch up');
    await delay(tickMs);
  }
  const lags = lagsOf(answers, notices).sort((a, b) => a - b);
  const at = (share: number) => lags[Math.min(lags.length - 1, Math.floor(lags.length * share))] ?? 0;
  return { answered: answers.length, failed, perSecond: sent / seconds, p50: at(0.5), p99: at(0.99) };
});

/** Sends check-ins; tells the log position of each, null where it failed. */
function sender({ url, headers, paths, bodies }: PacedJob, answered: (position: bigint | null) => void) {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  return (index: number) => {
    const body = bodies[index % bodies.length] ?? '';
    const length = { 'content-length': Buffer.byteLength(body) };
    const sent = request(
      `${url}${paths[index % paths.length]}`,
      { method: 'POST', agent, headers: { ...headers, ...length } },
      (response) => {
        const token = response.headers['x-consistency-token'];
        answered(typeof token === 'string' ? BigInt(token) : null);
        response.resume();
      },
    );
    sent.on('error', () => answered(null));
    sent.end(body);
  };
}

/** For each answer the milliseconds until the first notice at or behind its position; 0 where that came before. */
function lagsOf(answers: readonly Moment[], notices: readonly Moment[]): number[] {
  let next = 0;
  return answers
    .toSorted((a, b) => (a.position < b.position ? -1 : 1))
    .map(({ position, at }) => {
      while ((notices[next]?.position ?? position) < position) next += 1;
      return Math.max(0, (notices[next]?.at ?? Number.POSITIVE_INFINITY) - at);
    });
}
