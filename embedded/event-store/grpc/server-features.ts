import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { sendUnaryData } from '@grpc/grpc-js';

const SERVER_VERSION = '24.6.0-embedded';

/** Lower case, as clients compare them. */
const METHODS: Record<string, readonly string[]> = {
  'event_store.client.streams.streams': ['append', 'batchappend', 'delete', 'read', 'tombstone'],
  'event_store.client.gossip.gossip': ['read'],
  // Answered with a sentence, as all of that service. These the client would else ask for over HTTP/1.1.
  'event_store.client.persistent_subscriptions.persistentsubscriptions': [
    'getinfo',
    'list',
    'replayparked',
    'restartsubsystem',
  ],
  'event_store.client.server_features.serverfeatures': ['getsupportedmethods'],
};

const FEATURES: Record<string, string[]> = {
  getinfo: ['stream'],
  list: ['stream'],
  replayparked: ['stream'],
};

/** ServerFeatures.GetSupportedMethods: what this node answers, and its version. */
export function getSupportedMethods(
  _call: unknown,
  callback: sendUnaryData<features.SupportedMethods>,
): void {
  const methods = Object.entries(METHODS).flatMap(([service, names]) =>
    names.map((name) =>
      new features.SupportedMethod()
        .setServiceName(service)
        .setMethodName(name)
        .setFeaturesList(FEATURES[name] ?? []),
    ),
  );
  callback(
    null,
    new features.SupportedMethods().setMethodsList(methods).setEventStoreServerVersion(SERVER_VERSION),
  );
}
