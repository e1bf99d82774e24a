/** Jest: runs once after the conformance suite. */
// biome-ignore lint/style/noDefaultExport: Jest asks for one
export default async function globalTeardown() {
  await globalThis.stopEndpoint();
}
