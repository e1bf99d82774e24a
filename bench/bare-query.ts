// A ceiling: express handlers that do nothing but run the product's own statements, prepared, and send the rows.
import express from 'express';
import { Pool } from 'pg';
import type { QueryContext, ReadModels } from '../src/core/define-query.ts';
import { createKnex } from '../src/platform/postgres.ts';
import { getKeyResult } from '../src/queries/key-results/get-key-result.ts';
import { listKeyResults } from '../src/queries/key-results/list-key-results.ts';
import { tenantReadModels } from '../src/runtime/queries/tenant-read-models.ts';
import { option, serveBare } from './support/bare-server.ts';

const pool = new Pool({ connectionString: option('database'), max: 10 });
const context: QueryContext = JSON.parse(option('context'));
const read: ReadModels = tenantReadModels(createKnex(pool), context.organizationId);

const id = '00000000-0000-7000-8000-000000000000';
const one = getKeyResult.from(read, { keyResultId: id }, context).limit(1).toSQL().toNative();
const list = listKeyResults
  .from(read, listKeyResults.params.parse({}), context)
  .orderByRaw('key_results.created_at DESC, key_results.id DESC')
  .limit(51)
  .toSQL()
  .toNative();

const app = express();
app.get('/key-results/:id', async (req, res) => {
  const values = one.bindings.map((value) => (value === id ? req.params.id : value));
  const { rows } = await pool.query({ name: 'one', text: one.sql, values });
  res.json({ data: rows[0] });
});
app.get('/key-results', async (_req, res) => {
  const { rows } = await pool.query({ name: 'list', text: list.sql, values: [...list.bindings] });
  res.json({ data: rows.slice(0, 50) });
});
await serveBare(app);
