import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openStorage } from '../../embedded/event-store/storage/open-storage.ts';
import { fillStorage } from '../embedded/event-store/storage/fill-storage.ts';
import { endEventstores, spawnEventstore } from './eventstore-process.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'eventstore-cli-'));
});
afterAll(async () => {
  endEventstores();
  await rm(dir, { recursive: true, force: true });
});

const anyPorts = ['--port', '0', '--operations-port', '0'];

test('serves, counts, logs without payloads, and stops on SIGTERM', async () => {
  const server = spawnEventstore(['--dir', join(dir, 'served'), ...anyPorts], { LOG_LEVEL: 'debug' });
  const { ready, url, operations } = JSON.parse(await server.firstLine);
  expect(ready).toBe(true);

  const client = EventStoreDBClient.connectionString(url);
  const events = [1, 2, 3].map((n) => jsonEvent({ type: 'Told', data: { n, secret: 'vXq-payload' } }));
  await client.appendToStream('a', events);
  await expect(client.appendToStream('a', events, { expectedRevision: 7n })).rejects.toThrow();
  const subscription = client.subscribeToAll();
  const broken = new Promise((resolve) => subscription.once('error', resolve));
  await new Promise((resolve) => subscription.once('caughtUp', resolve));

  const metrics = await (await fetch(`${operations}/metrics`)).text();
  for (const line of [
    'eventstore_writes_total{outcome="written"} 1',
    'eventstore_writes_total{outcome="wrong-expected-revision"} 1',
    'eventstore_events_written_total 3',
    'eventstore_open_reads{kind="subscription"} 1',
    'eventstore_connections 1',
    'eventstore_queue_writes 0',
    'eventstore_queue_bytes 0',
    'eventstore_commit_seconds_count 1',
    'eventstore_commit_writes_count 2',
  ])
    expect(metrics.split('\n')).toContain(line);
  expect(Number(/^eventstore_bytes_written_total (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(100);
  expect((await fetch(`${operations}/health/live`)).status).toBe(200);
  expect((await fetch(`${operations}/health/ready`)).status).toBe(200);

  server.child.kill('SIGTERM');
  const { code, err, lines } = await server.ended;
  await broken;
  await client.dispose();
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const messages = lines.slice(1).map((line) => JSON.parse(line).message);
  expect(messages.slice(0, 2)).toEqual(['started', 'a client has connected']);
  expect(messages).toEqual(expect.arrayContaining(['stopping', 'a client has gone', 'stopped']));
  expect(lines.join('\n')).not.toContain('vXq-payload');
});

test('refuses in one line: a directory in use, a port that is taken, no directory', async () => {
  const first = spawnEventstore(['--dir', join(dir, 'held'), ...anyPorts]);
  const { url, operations } = JSON.parse(await first.firstLine);
  const refused = async (...args: string[]) => {
    const { code, err } = await spawnEventstore(args).ended;
    return { code, err };
  };
  const [port, operationsPort] = [url, operations].map((text) => new URL(text).port);
  const [held, taken, operationsTaken, none] = await Promise.all([
    refused('--dir', join(dir, 'held'), ...anyPorts),
    refused('--dir', join(dir, 'other'), '--port', String(port), '--operations-port', '0'),
    refused('--dir', join(dir, 'third'), '--port', '0', '--operations-port', String(operationsPort)),
    refused(),
  ]);
  expect(held.err).toBe(
    `the directory ${join(dir, 'held')} is in use by another event store node; stop that one first\n`,
  );
  expect(taken.err).toBe(`port ${port} on 127.0.0.1 is taken; choose another with --port\n`);
  expect(operationsTaken.err).toBe(
    `port ${operationsPort} is taken; choose another with --operations-port\n`,
  );
  expect(none.err).toBe('Give the directory of the events with --dir.\n');
  expect([held, taken, operationsTaken, none].map(({ code }) => code)).toEqual([1, 1, 1, 1]);
  first.child.kill('SIGINT');
  expect((await first.ended).code).toBe(0);
});

test('refuses in one line what is no directory, and cannot become one', async () => {
  const file = join(dir, 'a-file');
  await writeFile(file, '');
  const refused = (at: string) => spawnEventstore(['--dir', at, ...anyPorts]).ended;
  const [isFile, below] = await Promise.all([refused(file), refused('/proc/outcomes')]);
  expect([isFile.code, isFile.err]).toEqual([1, `${file} is not a directory\n`]);
  expect([below.code, below.err]).toEqual([
    1,
    expect.stringMatching(/^the directory \/proc\/outcomes cannot be made: .*\n$/),
  ]);
  const backup = await spawnEventstore(['backup', '--dir', join(dir, 'served'), '--to', file]).ended;
  expect([backup.code, backup.err]).toEqual([1, expect.stringContaining(`${file} is not a directory\n`)]);
});

test('copies, and says what stays behind', async () => {
  const servers = ['from', 'to'].map((name) => spawnEventstore(['--dir', join(dir, name), ...anyPorts]));
  const urls = await Promise.all(
    servers.map(async ({ firstLine }) => String(JSON.parse(await firstLine).url)),
  );
  const [from = '', to = ''] = urls;
  const { code, lines } = await spawnEventstore(['copy', '--from', from, '--to', to]).ended;
  expect([code, lines]).toEqual([
    0,
    expect.arrayContaining([
      '  left behind  1 $metadata of system streams, which each server writes for itself',
    ]),
  ]);
  for (const { child } of servers) child.kill('SIGTERM');
  await Promise.all(servers.map(({ ended }) => ended));
});

test('checks and backs up a directory, also while it is served', async () => {
  const [served, saved] = [join(dir, 'kept'), join(dir, 'saved')];
  const server = spawnEventstore(['--dir', served, ...anyPorts]);
  const client = EventStoreDBClient.connectionString(JSON.parse(await server.firstLine).url);
  await client.appendToStream('a', [jsonEvent({ type: 'Told', data: { secret: 'vXq-payload' } })]);
  const backup = await spawnEventstore(['backup', '--dir', served, '--to', saved]).ended;
  expect([backup.code, backup.lines]).toEqual([0, [expect.stringMatching(/^Backed up \d+ events to /)]]);
  const live = await spawnEventstore(['check', '--dir', served, '--json']).ended;
  expect(live.code).toBe(0);
  expect(JSON.parse(live.lines[0] ?? '')).toMatchObject({ findings: [], found: 0 });
  await client.dispose();
  server.child.kill('SIGTERM');
  await server.ended;

  const file = join(saved, 'data.mdb');
  const bytes = await readFile(file);
  const at = bytes.indexOf('vXq-payload');
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  await writeFile(file, bytes);
  const damaged = await spawnEventstore(['check', '--dir', saved]).ended;
  expect(damaged.code).toBe(1);
  expect(damaged.lines[0]).toMatch(/^position \d+, revision 0, stream a: /);
  expect(damaged.lines.at(-1)).toMatch(/^Checked .*: 1 finding\.$/);
});

test('explains itself', async () => {
  const { code, lines } = await spawnEventstore(['--help']).ended;
  expect(code).toBe(0);
  const help = lines.join('\n');
  for (const part of ['--dir <directory>', '--operations-port', 'Examples:', '/health/ready', 'copy'])
    expect(help).toContain(part);
});

test('pages that end the process which reads them are told of in a sentence', async () => {
  const short = join(dir, 'short');
  const storage = openStorage(short);
  await fillStorage(storage, 60);
  await storage.close();
  const quick = await spawnEventstore(['check', '--quick', '--json', '--dir', short]).ended;
  expect([quick.code, quick.lines]).toEqual([0, ['{"events":600}']]);
  // By fewer pages than may be missing at the end, of which some are in use.
  const file = join(short, 'data.mdb');
  await truncate(file, (await stat(file)).size - 40 * 4096);
  for (const command of [['check'], ['backup', '--to', join(dir, 'of-short')], anyPorts]) {
    const { code, err } = await spawnEventstore([...command, '--dir', short]).ended;
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/short cannot be read: .*To go on, restore a backup\.\n$/),
    });
  }
}, 90_000);
