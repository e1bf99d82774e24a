import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';

/** The messages of a Read call that are not events, encoded. */

const encode = (message: streams.ReadResp): Buffer => Buffer.from(message.serializeBinary());

export function confirmation(subscriptionId: string): Buffer {
  return encode(
    new streams.ReadResp().setConfirmation(
      new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(subscriptionId),
    ),
  );
}

export function checkpoint(position: number): Buffer {
  const text = String(position);
  return encode(
    new streams.ReadResp().setCheckpoint(
      new streams.ReadResp.Checkpoint().setCommitPosition(text).setPreparePosition(text),
    ),
  );
}

export function caughtUp(): Buffer {
  return encode(new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()));
}

export function streamNotFound(stream: string): Buffer {
  const identifier = new shared.StreamIdentifier().setStreamName(Buffer.from(stream));
  return encode(
    new streams.ReadResp().setStreamNotFound(
      new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifier),
    ),
  );
}
