import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { chooseAccount } from '../../../embedded/postgres/account.ts';
import { migrateToLatest } from '../../../src/platform/migrate.ts';
import { createReadModelStore } from '../../../src/platform/read-model-store.ts';
import { systemClock } from '../../../src/platform/system-clock.ts';
import { runProjections } from '../../../src/runtime/projections/run-projections.ts';
import { accountHistory } from '../../support/account-histories.ts';
import { createReadTables } from '../../support/create-read-tables.ts';
import { startPostgresProcess } from '../../support/postgres-process.ts';
import { recordHistory } from '../../support/record-history.ts';
import { eventLogbook } from '../../support/sample-projections.ts';
import { scriptedLog } from '../../support/scripted-log.ts';
import { waitUntil } from '../../support/wait-until.ts';

const stops: (() => Promise<unknown>)[] = [];
const dir = mkdtempSync(join(tmpdir(), 'full-disk-'));
const disk = join(dir, 'disk');
mkdirSync(disk);
// PostgreSQL runs under another account where this runs as root.
chmodSync(dir, 0o755);
const account = await chooseAccount(disk).catch(() => undefined);
const options = `size=64m,uid=${account?.uid},gid=${account?.gid}`;
const mounted = account && spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]).status === 0;
if (!mounted)
  process.stderr.write('Not run: a full disk of PostgreSQL, because this account may not mount one\n');
afterAll(async () => {
  for (let stop = stops.pop(); stop; stop = stops.pop()) await stop();
  if (mounted) spawnSync('umount', [disk]);
  rmSync(dir, { recursive: true });
});

const failed = (message: string) => message.startsWith('the projections failed');

(mounted ? test : test.skip)(
  'on a full disk the projector tells so, goes on trying, blames no event, and goes on when there is room',
  async () => {
    const postgres = await startPostgresProcess();
    stops.push(postgres.stop);
    const connect = async (url: string) => {
      const client = new pg.Client(url);
      stops.push(() => client.end());
      await client.connect();
      return client;
    };
    const server = await connect(postgres.url);
    // The tables are on the small disk, the write-ahead log is not.
    await server.query(`CREATE TABLESPACE small LOCATION '${disk}'`);
    await server.query('CREATE DATABASE small TABLESPACE small');
    const database = Object.assign(new URL(postgres.url), { pathname: '/small' }).href;
    await migrateToLatest(database);
    await createReadTables(database, [eventLogbook]);
    const client = await connect(database);
    const stored = async (table: string) => (await client.query(`SELECT FROM ${table}`)).rowCount;

    const events = recordHistory(accountHistory(20_000));
    const log = scriptedLog(events.slice(0, 100));
    const said: string[] = [];
    const write = (message: string) => said.push(message);
    const stopping = new AbortController();
    const running = runProjections({
      projections: [eventLogbook],
      log,
      store: createReadModelStore(database),
      clock: systemClock,
      logger: { info: write, warn: write, error: write },
      signal: stopping.signal,
    });
    stops.push(() => running);
    stops.push(async () => stopping.abort());
    await waitUntil(async () => (await stored('read.log')) === 100);
    const ballast = join(disk, 'ballast');
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - 500_000));
    log.append(...events.slice(100));
    await waitUntil(() => said.filter(failed).length >= 3, { deadlineMs: 20_000 });
    expect(await stored('read.log')).toBeLessThan(events.length);
    expect(await stored('ops.dead_letters')).toBe(0);

    rmSync(ballast);
    await waitUntil(async () => (await stored('read.log')) === events.length, { deadlineMs: 15_000 });
    expect(await stored('ops.dead_letters')).toBe(0);
    expect((await client.query('SELECT ordinal FROM ops.checkpoints')).rows).toEqual([
      { ordinal: String(events.length) },
    ]);
  },
);
