import { randomUUID } from 'node:crypto';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { sendUnaryData } from '@grpc/grpc-js';

/** Gossip.Read: a cluster of one, which is its leader. */
export function createGossipRead(endpoint: () => { host: string; port: number }) {
  const instanceId = new shared.UUID().setString(randomUUID());
  return (_call: unknown, callback: sendUnaryData<gossip.ClusterInfo>): void => {
    const { host, port } = endpoint();
    const leader = new gossip.MemberInfo()
      .setInstanceId(instanceId)
      .setTimeStamp(`${Date.now()}0000`)
      .setState(gossip.MemberInfo.VNodeState.LEADER)
      .setIsAlive(true)
      .setHttpEndPoint(new gossip.EndPoint().setAddress(host).setPort(port));
    callback(null, new gossip.ClusterInfo().setMembersList([leader]));
  };
}
