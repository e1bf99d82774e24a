import type { Knex } from 'knex';

const statements = [
  'CREATE SCHEMA IF NOT EXISTS ops',
  `COMMENT ON SCHEMA ops IS 'What the product keeps for its own operation. Checkpoints follow from the event log.'`,
  'CREATE SCHEMA IF NOT EXISTS read',
  `COMMENT ON SCHEMA read IS 'Read models: built from the event log, and rebuilt from it at any time. Read only.'`,

  `CREATE TABLE ops.checkpoints (
    projection text PRIMARY KEY,
    version integer NOT NULL,
    epoch bigint NOT NULL,
    commit_position bigint,
    prepare_position bigint,
    last_event_recorded_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((commit_position IS NULL) = (prepare_position IS NULL))
  )`,
  `COMMENT ON TABLE ops.checkpoints IS 'How far each projection has read the event log. Written in the transaction that writes its rows.'`,
  `COMMENT ON COLUMN ops.checkpoints.projection IS 'Name of the projection.'`,
  `COMMENT ON COLUMN ops.checkpoints.version IS 'Version of the projection that wrote the rows; another version builds them anew.'`,
  `COMMENT ON COLUMN ops.checkpoints.epoch IS 'Raised by each process that takes the projections over; one with a lower epoch writes no more.'`,
  `COMMENT ON COLUMN ops.checkpoints.commit_position IS 'Commit position reached in the event log; null: nothing read yet.'`,
  `COMMENT ON COLUMN ops.checkpoints.prepare_position IS 'Prepare position reached in the event log; null: nothing read yet.'`,
  `COMMENT ON COLUMN ops.checkpoints.last_event_recorded_at IS 'When the log recorded the last event that was read, UTC.'`,
  `COMMENT ON COLUMN ops.checkpoints.updated_at IS 'When the checkpoint last moved, UTC.'`,

  `CREATE TABLE ops.dead_letters (
    projection text NOT NULL,
    stream text NOT NULL,
    revision bigint NOT NULL,
    event_id uuid NOT NULL,
    event_type text NOT NULL,
    commit_position bigint NOT NULL,
    prepare_position bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    reason text NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT now(),
    retry_requested_at timestamptz,
    PRIMARY KEY (projection, stream, revision)
  )`,
  'CREATE INDEX ON ops.dead_letters (retry_requested_at) WHERE retry_requested_at IS NOT NULL',
  `COMMENT ON TABLE ops.dead_letters IS 'Events that a projection could not take, and those behind them on the same stream. As long as a stream has one, the projection takes nothing more from it.'`,
  `COMMENT ON COLUMN ops.dead_letters.projection IS 'Name of the projection.'`,
  `COMMENT ON COLUMN ops.dead_letters.stream IS 'Stream of the event.'`,
  `COMMENT ON COLUMN ops.dead_letters.revision IS 'Revision of the event on its stream; they are taken up again in this order.'`,
  `COMMENT ON COLUMN ops.dead_letters.event_id IS 'Id of the event.'`,
  `COMMENT ON COLUMN ops.dead_letters.event_type IS 'Type of the event.'`,
  `COMMENT ON COLUMN ops.dead_letters.commit_position IS 'Commit position of the event in the log.'`,
  `COMMENT ON COLUMN ops.dead_letters.prepare_position IS 'Prepare position of the event in the log.'`,
  `COMMENT ON COLUMN ops.dead_letters.recorded_at IS 'When the log recorded the event, UTC.'`,
  `COMMENT ON COLUMN ops.dead_letters.reason IS 'Why the event could not be taken; holds no payload.'`,
  `COMMENT ON COLUMN ops.dead_letters.parked_at IS 'When the event was set aside, UTC.'`,
  `COMMENT ON COLUMN ops.dead_letters.retry_requested_at IS 'When somebody asked for another try of the stream, UTC; null: nobody has.'`,
];

export async function up(knex: Knex): Promise<void> {
  for (const statement of statements) await knex.raw(statement);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP SCHEMA ops CASCADE');
}
