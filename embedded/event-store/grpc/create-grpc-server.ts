import gossipGrpc from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import monitoringGrpc from '@eventstore/db-client/generated/monitoring_grpc_pb.js';
import operationsGrpc from '@eventstore/db-client/generated/operations_grpc_pb.js';
import persistentGrpc from '@eventstore/db-client/generated/persistent_grpc_pb.js';
import projectionsGrpc from '@eventstore/db-client/generated/projections_grpc_pb.js';
import featuresGrpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import usersGrpc from '@eventstore/db-client/generated/users_grpc_pb.js';
import { Server } from '@grpc/grpc-js';
import { createAppend } from './append.ts';
import { createBatchAppend } from './batch-append.ts';
import { createDelete, createTombstone } from './delete.ts';
import { createGossipRead } from './gossip.ts';
import type { Node } from './node.ts';
import { createRead } from './read.ts';
import { getSupportedMethods } from './server-features.ts';
import { unimplemented } from './unimplemented.ts';
import { wellFormed } from './well-formed.ts';

/** The largest message; an append may hold 1 MiB of data and as much metadata as it likes below this. */
const MAX_MESSAGE_BYTES = 17 * 1024 * 1024;

/** A silent client is asked after `time` whether it is there, and dropped after another `timeout`; milliseconds. */
export type Keepalive = { time: number; timeout: number };

/** A client that vanished without a word holds its subscriptions for 30 s at most. */
const KEEPALIVE: Keepalive = { time: 10_000, timeout: 20_000 };

const asIs = (message: Buffer): Buffer => message;

const { StreamsService } = streamsGrpc;

/** The stored bytes are the answer, so reads and batched appends send what they are given. */
const streamsService = {
  append: wellFormed('append', StreamsService.append),
  batchAppend: { ...wellFormed('batchAppend', StreamsService.batchAppend), responseSerialize: asIs },
  delete: wellFormed('delete', StreamsService.delete),
  read: { ...wellFormed('read', StreamsService.read), responseSerialize: asIs },
  tombstone: wellFormed('tombstone', StreamsService.tombstone),
};

const LEFT_OUT = [
  [
    persistentGrpc.PersistentSubscriptionsService,
    'The embedded event store has no persistent subscriptions; use a catch-up subscription with a checkpoint.',
  ],
  [projectionsGrpc.ProjectionsService, 'The embedded event store has no server-side projections.'],
  [usersGrpc.UsersService, 'The embedded event store has no users and no access control.'],
  [operationsGrpc.OperationsService, 'The embedded event store has no scavenging or other operations.'],
  [monitoringGrpc.MonitoringService, 'The embedded event store has no monitoring statistics.'],
] as const;

/** @param endpoint the address the server is bound to, known once it is */
export function createGrpcServer(
  node: Node,
  endpoint: () => { host: string; port: number },
  keepalive = KEEPALIVE,
): Server {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    'grpc.keepalive_time_ms': keepalive.time,
    'grpc.keepalive_timeout_ms': keepalive.timeout,
  });
  server.addService(streamsService, {
    append: createAppend(node),
    batchAppend: createBatchAppend(node),
    delete: createDelete(node),
    read: createRead(node),
    tombstone: createTombstone(node),
  });
  server.addService(featuresGrpc.ServerFeaturesService, { getSupportedMethods });
  server.addService(gossipGrpc.GossipService, { read: createGossipRead(endpoint) });
  for (const [service, sentence] of LEFT_OUT) server.addService(service, unimplemented(service, sentence));
  return server;
}
