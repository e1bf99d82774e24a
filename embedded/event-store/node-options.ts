/**
 * Options of Node.js for a node's process: two halves of 16 MiB for young objects, as Node.js has by itself. A
 * larger young generation fills up before it is collected: memory grows for many minutes, appends get no faster.
 */
export const nodeOptions: readonly string[] = ['--max-semi-space-size=16'];
