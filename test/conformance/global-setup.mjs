import { register } from 'tsx/esm/api';

register();
const { provideEndpoint } = await import('./provide-endpoint.ts');

/** Jest: runs once before the conformance suite. */
// biome-ignore lint/style/noDefaultExport: Jest asks for one
export default async function globalSetup() {
  globalThis.stopEndpoint = await provideEndpoint();
}
