import { z } from 'zod';
import type { Principal } from '../core/define-command.ts';
import { DomainError, notFound } from '../core/domain-error.ts';
import { id, timestamp } from '../domain/values.ts';
import { columns } from '../jobs/import-okrs/columns.ts';
import { type ImportRecord, type ImportStore, importStatuses } from '../jobs/import-okrs/import-store.ts';
import type { RequestImport } from '../jobs/import-okrs/request-import.ts';
import { defineRoute, type RouteDefinition } from './define-route.ts';
import { apiBase } from './paths.ts';

interface Dependencies {
  readonly imports: ImportStore;
  readonly requestImport: RequestImport;
  /** Largest file in bytes. */
  readonly limit: number;
}

/** Imports that the list has at most. */
const listed = 20;

const flag = z.enum(['true', 'false']).default('false');
const count = z.int().min(0);
const counts = z.object({
  users: count,
  cycles: count,
  objectives: count,
  keyResults: count,
  checkIns: count,
});
const problem = z.object({
  line: count.describe('Physical line of the file, from 1; 0 where no line is meant.'),
  column: z.enum(columns).nullable(),
  message: z.string(),
});
const importItem = z.object({
  id,
  status: z.enum(importStatuses),
  dryRun: z.boolean(),
  skipInvalid: z.boolean(),
  rows: count.nullable().describe('Rows of the file; null until they are counted.'),
  rowsDone: count,
  badRows: count,
  problemCount: count,
  problems: z.array(problem).describe('The first 1,000 problems, by line.'),
  created: counts.describe('What was made; of a dry run, what would be.'),
  unchanged: counts.describe('What the file names and was there already.'),
  createdAt: timestamp,
  startedAt: timestamp.nullable(),
  finishedAt: timestamp.nullable(),
});
const importSummary = importItem.omit({ problems: true });

/** Importing files of OKRs, for owners and admins. */
export function importRoutes({ imports, requestImport, limit }: Dependencies): RouteDefinition[] {
  return [
    defineRoute({
      method: 'post',
      path: '/imports',
      operationId: 'importOkrs',
      summary:
        'Import a CSV file of cycles, objectives, key results and check-ins in the background; the same file ' +
        'again changes nothing.',
      tags: ['imports'],
      auth: true,
      query: z.strictObject({
        skipInvalid: flag.describe('Import the good rows even if others are bad.'),
        dryRun: flag.describe('Check the file, and import nothing.'),
      }),
      idempotent: true,
      textBody: { type: 'text/csv', limit },
      body: z.string('send the file as the body'),
      answer: importItem,
      status: 202,
      errors: [403, 422],
      head: (value) => ({ headers: { Location: `${apiBase}/imports/${value.id}` } }),
      async handle({ body, query, principal, idempotencyKey }) {
        requireAdmin(principal);
        const options = { skipInvalid: query.skipInvalid === 'true', dryRun: query.dryRun === 'true' };
        const asked = { context: principal, file: body, options, idempotencyKey };
        const { record, replayed } = await requestImport(asked);
        return { value: toItem(record), replayed };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/imports/:importId',
      operationId: 'getImport',
      summary: 'How far an import is, and what came of it.',
      tags: ['imports'],
      auth: true,
      params: z.strictObject({ importId: id }),
      answer: importItem,
      async handle({ params, principal }) {
        requireAdmin(principal);
        const record = await imports.find(principal.organizationId, params.importId);
        if (!record) throw notFound();
        return toItem(record);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/imports',
      operationId: 'listImports',
      summary: `The latest ${listed} imports, newest first.`,
      tags: ['imports'],
      auth: true,
      answer: z.array(importSummary),
      async handle({ principal }) {
        requireAdmin(principal);
        const records = await imports.list(principal.organizationId, listed);
        return records.map((record) => importSummary.parse(toItem(record)));
      },
    }),
  ];
}

function requireAdmin({ role, actor }: Principal): void {
  if (actor.type === 'user' && (role === 'owner' || role === 'admin')) return;
  throw new DomainError('FORBIDDEN', 'only owners and admins import files');
}

function toItem({ options, total, ...record }: ImportRecord): z.output<typeof importItem> {
  return importItem.parse({ ...record, ...options, problemCount: total });
}
