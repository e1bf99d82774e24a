/** Jest: runs once after all tests. */
// biome-ignore lint/style/noDefaultExport: Jest asks for one
export default async function globalTeardown() {
  await globalThis.stopTestServers();
}
