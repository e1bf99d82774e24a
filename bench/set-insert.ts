// A ceiling: for every event an audit row and an upsert, set-based, in batches of 1,000, one transaction each.
import { Client } from 'pg';
import { serveJob } from './support/job.ts';
import type { InsertJob, InsertResult } from './support/projecting.ts';
import type { RealisticEvent } from './support/realistic-event.ts';
import { realisticLog } from './support/realistic-log.ts';

const batchSize = 1000;

const insertAudit = `INSERT INTO read.audit_log
  SELECT * FROM json_populate_recordset(NULL::read.audit_log, $1::json)`;
const upsertSubject = `INSERT INTO bench_subjects (stream, type, revision, data)
  SELECT DISTINCT ON (stream) stream, type, revision, data
    FROM json_to_recordset($1::json) AS r(stream text, type text, revision integer, data jsonb)
    ORDER BY stream, revision DESC
  ON CONFLICT (stream) DO UPDATE SET type = excluded.type, revision = excluded.revision, data = excluded.data`;

await serveJob(async ({ database, events }: InsertJob): Promise<InsertResult> => {
  const log = realisticLog(events);
  const rowOf = auditRow();
  const client = new Client(database);
  await client.connect();
  await client.query('SET synchronous_commit = off');
  await client.query('TRUNCATE read.audit_log');
  await client.query(`DROP TABLE IF EXISTS bench_subjects;
    CREATE TABLE bench_subjects (stream text PRIMARY KEY, type text, revision integer, data jsonb)`);
  let ms = 0;
  for (let start = 0; start < log.length; start += batchSize) {
    // Not measured: the rows would be there. Not all at once: a million of them fill the memory.
    const rows = log.slice(start, start + batchSize).map(rowOf);
    const startedAt = performance.now();
    const batch = JSON.stringify(rows);
    await client.query('BEGIN');
    await client.query({ name: 'audit', text: insertAudit, values: [batch] });
    await client.query({ name: 'subject', text: upsertSubject, values: [batch] });
    await client.query('COMMIT');
    ms += performance.now() - startedAt;
  }
  await client.end();
  return { perSecond: events / (ms / 1000) };
});

/** Makes the audit rows of events, which have to come in the order of the log. */
function auditRow() {
  const revisions = new Map<string, number>();
  const recordedAt = new Date().toISOString();
  let position = 0;
  return ({ stream, type, data, metadata }: RealisticEvent) => {
    const revision = (revisions.get(stream) ?? -1) + 1;
    revisions.set(stream, revision);
    position += 1;
    const separator = stream.indexOf('-');
    return {
      position: String(position),
      stream,
      category: stream.slice(0, separator),
      stream_id: stream.slice(separator + 1),
      revision,
      event_id: metadata.commandId,
      type,
      schema_version: 1,
      organization_id: metadata.organizationId,
      objective_id: data.objectiveId,
      key_result_id: data.keyResultId,
      actor_type: 'user',
      actor_id: data.authorId ?? 'somebody',
      correlation_id: metadata.requestId,
      causation_id: metadata.requestId,
      command_id: metadata.commandId,
      command_type: type,
      request_id: metadata.requestId,
      recorded_at: recordedAt,
      data,
    };
  };
}
