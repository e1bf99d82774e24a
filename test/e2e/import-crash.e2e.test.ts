import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { waitUntil } from '../support/wait-until.ts';
import { type Founded, type Founder, found, insist, newFounder } from './client.ts';
import { newDataDir, removeDataDir, serversOf } from './data-dir.ts';
import { dataOf, wholeLog } from './log.ts';
import { type Part, type Product, startProduct } from './product.ts';
import { rebuiltReadModels, storedReadModels } from './read-models.ts';

interface Import {
  readonly id: string;
  readonly status: string;
  readonly rowsDone: number;
  readonly problems: readonly unknown[];
  readonly created: Readonly<Record<string, number>>;
  readonly unchanged: Readonly<Record<string, number>>;
}
type Row = Readonly<Record<string, string>>;

let dataDir: string;
let product: Product;
let founder: Founder;
let founded: Founded;
let file: string;
let rows: Row[];

beforeAll(async () => {
  file = await readFile(join(import.meta.dirname, '../../examples/company.csv'), 'utf8');
  rows = parse(file, { columns: true });
  dataDir = await newDataDir();
  product = await startProduct({ dataDir });
  founder = newFounder();
  founded = await found(product.api, founder);
});
afterAll(async () => {
  await product?.stop();
  await removeDataDir(dataDir);
});

const url = (path: string) => `${product.api}/api/v1${path}`;
const get = async <Data>(path: string) => (await insist<Data>(url(path), 'GET', founded)).data;
/** Text of the columns of a row: a natural key. */
const keyOf = (row: Row, ...columns: string[]) => columns.map((column) => row[column]).join(' | ');
const distinct = (...columns: string[]) => new Set(rows.map((row) => keyOf(row, ...columns))).size;

async function startImport(key: string): Promise<Import> {
  const sent = { token: founded.token, body: file, headers: { 'Idempotency-Key': key } };
  return (await insist<Import>(url('/imports'), 'POST', sent)).data;
}

const unfinished = ['waiting', 'checking', 'running'];
const endOf = (id: string) =>
  waitUntil(
    async () => {
      const state = await get<Import>(`/imports/${id}`);
      return unfinished.includes(state.status) ? null : state;
    },
    { deadlineMs: 90_000, everyMs: 200 },
  );

/** Everything of a list, page by page. */
async function listAll<Item>(path: string): Promise<Item[]> {
  const items: Item[] = [];
  for (let next: string | null = url(path); next; ) {
    const { data, text } = await insist<Item[]>(next, 'GET', founded);
    items.push(...data);
    const link: unknown = JSON.parse(text).links.next;
    next = typeof link === 'string' ? new URL(link, product.api).href : null;
  }
  return items;
}

test('an import goes on wherever a process is killed, does everything once, and nothing when it is repeated', async () => {
  const { id } = await startImport('first');
  const kills: [Part, number][] = [
    ['projector', 0.02],
    ['api', 0.1],
    ['event-store', 0.25],
    ['postgres', 0.45],
    ['worker', 0.6],
  ];
  for (const [part, from] of kills) {
    await waitUntil(
      async () => {
        const { status, rowsDone } = await get<Import>(`/imports/${id}`);
        expect(unfinished).toContain(status);
        return rowsDone >= from * rows.length;
      },
      { deadlineMs: 45_000, everyMs: 50 },
    );
    await product.kill(part);
  }
  const made = await endOf(id);
  const checkIns = rows.filter((row) => row.check_in_date !== '');
  const counts = {
    users: new Set(
      rows.flatMap((row) => [row.objective_owner_email, row.key_result_owner_email]).filter(Boolean),
    ).size,
    cycles: distinct('cycle'),
    objectives: distinct('cycle', 'objective'),
    keyResults: distinct('cycle', 'objective', 'key_result'),
    checkIns: checkIns.length,
  };
  const nothing = { users: 0, cycles: 0, objectives: 0, keyResults: 0, checkIns: 0 };
  expect(made).toMatchObject({ status: 'done', rowsDone: rows.length, problems: [], created: counts });

  // The log has every row of the file once.
  await product.ready();
  const { eventStore, database } = await serversOf(dataDir);
  const events = await wholeLog(eventStore);
  const titles = new Map<string, string>();
  for (const { name, cycleId } of dataOf<{ name: string; cycleId: string }>(events, 'CycleDefined')) {
    titles.set(cycleId, name);
  }
  for (const event of dataOf<{ objectiveId: string; cycleId: string; title: string }>(
    events,
    'ObjectiveDrafted',
  )) {
    titles.set(event.objectiveId, `${titles.get(event.cycleId)} | ${event.title}`);
  }
  for (const event of dataOf<{ keyResultId: string; objectiveId: string; title: string }>(
    events,
    'KeyResultDefined',
  )) {
    titles.set(event.keyResultId, `${titles.get(event.objectiveId)} | ${event.title}`);
  }
  const recorded = dataOf<{ keyResultId: string; effectiveOn: string }>(events, 'CheckInRecorded').map(
    ({ keyResultId, effectiveOn }) => `${titles.get(keyResultId)} | ${effectiveOn}`,
  );
  const wanted = checkIns.map((row) => keyOf(row, 'cycle', 'objective', 'key_result', 'check_in_date'));
  expect(recorded.sort()).toEqual(wanted.sort());
  expect(new Set(events.map((event) => event.id)).size).toBe(events.length);

  // The API knows them, and the read models are what the log makes of them.
  const last = String(events.at(-1)?.position.commit);
  const headers = { 'X-Consistency-Token': last, Prefer: 'wait=10' };
  await insist(url('/key-results?limit=1'), 'GET', { ...founded, headers });
  const found = await listAll<{ checkInCount: number }>('/key-results?limit=200');
  expect(found).toHaveLength(counts.keyResults);
  expect(found.reduce((sum, { checkInCount }) => sum + checkInCount, 0)).toBe(counts.checkIns);
  expect(await storedReadModels(database)).toEqual(rebuiltReadModels(events));

  // The same file again.
  const again = await endOf((await startImport('second')).id);
  expect(again).toMatchObject({ status: 'done', problems: [], created: nothing, unchanged: counts });
  expect(await wholeLog(eventStore)).toHaveLength(events.length);
}, 180_000);

test('what it wrote meanwhile is JSON with its ids, and tells nothing about people', () => {
  const output = product.output();
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  expect(lines.length).toBeGreaterThan(100);
  for (const line of lines) {
    const { timestamp, level, message, requestId, correlationId } = JSON.parse(line);
    expect([line, Number.isNaN(Date.parse(timestamp)), typeof level]).toEqual([line, false, 'string']);
    if (['request', 'job started', 'job done', 'job failed'].includes(message)) {
      expect([line, typeof requestId, typeof correlationId]).toEqual([line, 'string', 'string']);
    }
  }
  const others = output.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  const welcome = product.output().slice(0, output.indexOf('Ctrl-C'));
  const died =
    /^(api|projector|worker|event-store|postgres) died and is started again: it ended with SIGKILL$/;
  const unexpected = others.filter((line) => !welcome.includes(line) && !line.includes('Ctrl-C'));
  expect(unexpected.filter((line) => !died.test(line))).toEqual([]);
  expect(unexpected).toHaveLength(5);

  const { email, password, displayName, organization } = founder;
  const people = rows.flatMap((row) => [
    row.objective_owner_email,
    row.objective_owner_name,
    row.key_result_owner_email,
    row.key_result_owner_name,
  ]);
  const secrets = [email, password, displayName, organization.name, founded.token, 'eyJ', ...new Set(people)];
  expect(secrets.filter((secret) => secret && output.includes(secret))).toEqual([]);
});
