import { z } from 'zod';
import { organizationStream } from '../../commands/organization/organization.stream.ts';
import { defineJob, type JobRun } from '../../core/define-job.ts';
import { id } from '../../domain/values.ts';
import type { JobServices } from '../job-services.ts';
import { type CheckedFile, checkImport } from './check-import.ts';
import { noCounts, sum } from './counts.ts';
import { findExisting } from './find-existing.ts';
import { importContexts } from './import-contexts.ts';
import { createImportIds } from './import-ids.ts';
import type { FinishedImport, OpenImport } from './import-store.ts';
import { patiently } from './patiently.ts';
import { createProblemList, noProblems, type Problem } from './problems.ts';
import { createProgress } from './progress.ts';
import { runPlan } from './run-plan.ts';

const data = z.strictObject({ importId: id });
type Run = JobRun<z.output<typeof data>>;

/** Attempts after which an import that fails for no known reason is given up. */
const mostAttempts = 7;

/** Imports a file of OKRs. May be run again at any time: what was done before is not done twice. */
export const importOkrs = defineJob({
  name: 'import-okrs',
  queue: 'imports',
  data,
  timeoutMs: 60 * 60 * 1000,
  concurrency: 2,
  async run(run: Run, services: JobServices) {
    const { imports, clock } = services;
    const { importId } = run.data;
    const open = await patiently(run.signal, () => imports.open(importId, clock.now()));
    if (!open) return;
    const finish = (finished: FinishedImport) =>
      patiently(run.signal, () => imports.finish(importId, finished, clock.now()));
    try {
      await finish(await work(open, run, services));
    } catch (error) {
      if (run.signal.aborted || run.attempt < mostAttempts) throw error;
      await finish(failed('the import could not be finished; try again later'));
      throw error;
    }
  },
});

/** Answers what came of it. */
async function work(
  open: OpenImport,
  { signal, requestId }: Run,
  services: JobServices,
): Promise<FinishedImport> {
  const { imports, clock, facts } = services;
  const { id: importId, organizationId, requestedBy, options } = open;
  const read = facts(organizationId);
  const organization = await patiently(signal, () => read.state(organizationStream, organizationId));
  const role = organization?.members[requestedBy];
  if (!organization || (role !== 'owner' && role !== 'admin')) {
    return failed('who asked for the import is not an owner or admin of the organization any more');
  }

  const ids = createImportIds(organizationId);
  const lookup = { ...services, organization, ids, read };
  const checked = await checkImport({
    ...open,
    organization,
    now: clock.now(),
    find: (outline) => patiently(signal, () => findExisting(outline, lookup)),
  });
  const { plan } = checked;
  const found = createProblemList(noProblems);
  found.add(checked.problems);
  // Once rows are being imported, the rest follows: what was checked then may look different now.
  const refused = checked.broken || (checked.problems.length > 0 && !options.skipInvalid);
  const state = { ...stateOf(checked), ...found.summary() };
  if (!open.begun && (refused || options.dryRun)) {
    const created = refused ? noCounts : sum(plan.total, plan.unchanged, -1);
    return { ...state, created, status: refused ? 'invalid' : 'done' };
  }
  if (!open.begun) await patiently(signal, () => imports.begin(importId, state));

  const begun = open.begun ?? state;
  const problems = createProblemList(begun);
  if (open.begun) problems.add(newProblems(checked.problems, open.begun.problems));
  const progress = createProgress(state.rowsDone, clock, (rowsDone) => imports.progress(importId, rowsDone));
  const contexts = importContexts({ importId, organizationId, requestedBy, role, requestId });
  const failedCounts = await runPlan(plan, {
    signal,
    issue: ({ command, input, commandId, by }) =>
      patiently(signal, () => services.handle(command, input, contexts[by], { commandId })),
    settled(rows, refusals) {
      problems.add(refusals);
      progress.add(rows);
    },
  });
  await progress.settled();
  await patiently(signal, services.caughtUp);
  const { unchanged } = begun;
  const created = sum(sum(plan.total, unchanged, -1), failedCounts, -1);
  return {
    ...state,
    ...problems.summary(),
    rowsDone: checked.rows,
    unchanged,
    created,
    status: 'done',
  };
}

/** Problems of rows that were good when the import began. */
function newProblems(found: readonly Problem[], known: readonly Problem[]): Problem[] {
  const lines = new Set(known.map(({ line }) => line));
  return found.filter(({ line }) => !lines.has(line));
}

/** Rows that are bad have been dealt with. */
function stateOf({ rows, plan, problems }: CheckedFile) {
  const badRows = new Set(problems.map(({ line }) => line)).size;
  return { rows, rowsDone: Math.min(rows, plan.rowsDone + badRows), unchanged: plan.unchanged };
}

function failed(message: string): FinishedImport {
  const problems = [{ line: 0, column: null, message }];
  const nothing = { rows: 0, rowsDone: 0, unchanged: noCounts, created: noCounts };
  return { ...nothing, problems, total: 1, badRows: 0, status: 'failed' };
}
