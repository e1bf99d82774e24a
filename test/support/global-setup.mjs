import { register } from 'tsx/esm/api';

register();
const { startServers } = await import('./servers.ts');

/** Jest: runs once before the tests of the tiers that need servers. */
// biome-ignore lint/style/noDefaultExport: Jest asks for one
export default async function globalSetup() {
  globalThis.stopTestServers = await startServers();
}
