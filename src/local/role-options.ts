import type { RoleName } from '../platform/config.ts';

/** Requests and batches leave much short-lived memory: a larger young generation, in MiB, copies less of it. */
export const usualOptions: readonly string[] = ['--max-semi-space-size=64'];

/**
 * Options of Node.js for a role's process. What the projector holds is bounded: with a bounded heap V8 collects
 * the rest, instead of taking what the machine has.
 */
export const roleOptions: Readonly<Record<RoleName, readonly string[]>> = {
  api: usualOptions,
  projector: ['--max-semi-space-size=32', '--max-old-space-size=400'],
  worker: usualOptions,
};
