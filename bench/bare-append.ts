// A ceiling: an express handler that does nothing but append the same event to the same kind of event store.
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import express from 'express';
import { option, serveBare } from './support/bare-server.ts';

const client = EventStoreDBClient.connectionString(option('store'));
const { type, data, metadata } = JSON.parse(option('event'));

const app = express();
app.use(express.json());
app.post('/key-results/:id/check-ins', async (req, res) => {
  const event = jsonEvent({ type, data: { ...data, ...req.body }, metadata });
  const { nextExpectedRevision } = await client.appendToStream(`bare-${req.params.id}`, event);
  res.json({ revision: String(nextExpectedRevision) });
});
await serveBare(app);
