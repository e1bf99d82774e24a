import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeAddresses } from '../../src/local/addresses.ts';
import { sampleFile } from '../jobs/import-okrs/sample-file.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { waitUntil } from '../support/wait-until.ts';
import { runOutcomes } from './run-outcomes.ts';

let app: TestApp;
let dir: string;

beforeAll(async () => {
  app = await startTestApp({ ROLES: 'api,projector,worker' });
  dir = await mkdtemp(join(tmpdir(), 'cli-test-'));
});
afterAll(async () => {
  await app.stop();
  await rm(dir, { recursive: true });
});

const outcomes = (args: readonly string[], env: Record<string, string> = {}) =>
  runOutcomes(args, { OUTCOMES_URL: app.url, DATA_DIR: join(dir, 'data'), ...env });

const email = 'ada@example.com';

test('register, see who you are, and sign in again', async () => {
  const nobody = await outcomes(['whoami']);
  expect(nobody).toMatchObject({ code: 1, out: '', err: expect.stringContaining('You are not signed in') });

  const named = ['--name', 'Ada Lovelace', '--organization', 'Käse & Brot GmbH'];
  const registered = await outcomes(['register', '--email', email, ...named]);
  expect(registered).toMatchObject({ code: 0, err: '' });
  const [, password = ''] = /^Password: (\S{20,})$/m.exec(registered.out) ?? [];
  const whoami = await outcomes(['whoami']);
  expect(whoami.out).toBe(`Ada Lovelace, owner of Käse & Brot GmbH (kase-brot-gmbh) at ${app.url}\n`);

  const session = join(dir, 'data', 'session.json');
  expect((await stat(session)).mode & 0o777).toBe(0o600);
  expect(await readFile(session, 'utf8')).not.toContain(password);

  const wrong = await outcomes(['sign-in', '--email', email, '--password', 'wrong']);
  expect([wrong.code, wrong.out]).toEqual([1, '']);
  const without = await outcomes(['sign-in', '--email', email]);
  expect(without.err).toBe('Give the password with --password, or in OUTCOMES_PASSWORD.\n');
  const right = await outcomes(['sign-in', '--email', email], { OUTCOMES_PASSWORD: password });
  expect(right).toMatchObject({ code: 0, out: 'Signed in.\n' });

  const { out: token } = await outcomes(['token']);
  const other = { DATA_DIR: join(dir, 'empty'), OUTCOMES_TOKEN: token.trim() };
  expect((await outcomes(['whoami'], other)).out).toContain('Ada Lovelace');
}, 60_000);

test('the API is looked for where the product of the data directory runs', async () => {
  const own = join(dir, 'own');
  await mkdir(own);
  const env = { OUTCOMES_URL: '', DATA_DIR: own, OUTCOMES_PASSWORD: 'wrong' };
  const signIn = ['sign-in', '--email', email];
  writeAddresses(own, { api: app.url, operations: app.operations });
  const found = await outcomes(signIn, env);
  expect([found.code, found.err]).toEqual([1, expect.not.stringContaining('does not answer')]);
  writeAddresses(own, { api: 'http://127.0.0.1:9', operations: app.operations });
  const away = await outcomes(signIn, env);
  expect([away.code, away.err]).toEqual([
    1,
    expect.stringContaining('does not answer at http://127.0.0.1:9.'),
  ]);
}, 60_000);

test('import a file, again, and one with bad rows', async () => {
  const file = join(dir, 'okrs.csv');
  const text = sampleFile('cli.example');
  await writeFile(file, text);
  const checked = await outcomes(['import', file, '--dry-run']);
  expect(checked.out).toBe(
    'Checked 12 rows.\n  to create  3 users, 1 cycle, 2 objectives, 4 key results, 12 check-ins\n  unchanged  nothing\n',
  );
  const first = await outcomes(['import', file]);
  expect(first).toMatchObject({
    code: 0,
    out: expect.stringContaining('12 check-ins\n  unchanged  nothing'),
  });
  const again = await outcomes(['import', file, '--json']);
  const result: unknown = JSON.parse(again.out);
  expect(result).toMatchObject({ status: 'done', created: { checkIns: 0 }, unchanged: { checkIns: 12 } });

  await writeFile(file, `${text}\n${text.split('\n')[1]}`);
  const bad = await outcomes(['import', file]);
  expect(bad).toMatchObject({
    code: 1,
    out: 'line 14, check_in_date: repeats line 2\nNothing was imported: 13 rows, 1 of them bad.\n',
  });
  const skipped = await outcomes(['import', file, '--skip-invalid']);
  expect([skipped.code, skipped.out.split('\n')[1]]).toEqual([0, 'Imported 13 rows, 1 of them bad.']);
}, 60_000);

test('a query that a paused projection keeps waiting says so, and what can be done', async () => {
  const operations = { OUTCOMES_OPERATIONS_URL: app.operations, OPERATIONS_TOKEN: '' };
  const { out: id } = await outcomes(['get', '/cycles', '--pick', 'data.0.id']);
  const cycle = `/cycles/${id.trim()}`;
  const { out: endsOn } = await outcomes(['get', cycle, '--pick', 'data.endsOn']);
  expect((await outcomes(['projections', 'pause', 'cycles'], operations)).out).toBe('Paused cycles.\n');
  await waitUntil(async () => {
    const status = await outcomes(['projections', 'status'], operations);
    return /^cycles +paused /m.test(status.out);
  });
  let [shown, day] = [endsOn.trim(), 9];
  await waitUntil(
    async () => {
      day += 1;
      const patched = await outcomes(['patch', cycle, `{"endsOn": "2031-12-${day}"}`]);
      expect(patched).toMatchObject({ code: 0, err: '' });
      const late = await outcomes(['get', cycle]);
      if (late.code === 0) {
        // Taken before the projector has heard of the pause.
        shown = `2031-12-${day}`;
        return false;
      }
      expect([late.code, late.err]).toEqual([1, expect.stringContaining('With --no-wait, "outcomes get"')]);
      return late.err.startsWith('the read models are not that far yet: cycles is paused\n');
    },
    { deadlineMs: 30_000 },
  );
  expect((await outcomes(['get', cycle, '--no-wait', '--pick', 'data.endsOn'])).out).toBe(`${shown}\n`);
  expect((await outcomes(['projections', 'resume', 'cycles'], operations)).code).toBe(0);
  expect((await outcomes(['get', cycle, '--pick', 'data.endsOn'])).out).toBe(`2031-12-${day}\n`);
}, 90_000);

test('says what is wrong, in words', async () => {
  const missing = await outcomes(['import', join(dir, 'none.csv')]);
  expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('none.csv cannot be read')]);
  const elsewhere = { OUTCOMES_URL: 'http://127.0.0.1:9', OUTCOMES_TOKEN: 'x' };
  const away = await outcomes(['whoami'], elsewhere);
  expect([away.code, away.err]).toEqual([1, expect.stringContaining('Start it with "npm start"')]);
  const unknown = await outcomes(['imprt']);
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('Did you mean import?')]);
  const named = await outcomes(['import', '--dry-rnu']);
  expect([named.code, named.err]).toEqual([
    1,
    expect.stringContaining('(outcomes import --help tells more)'),
  ]);
  const nested = await outcomes(['projections', 'rebuild', '--throttle', 'x']);
  expect(nested.err).toContain('(outcomes projections rebuild --help tells more)');
  expect((await outcomes(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect((await outcomes(['import', '--help'])).out).toContain('--skip-invalid');
}, 60_000);
