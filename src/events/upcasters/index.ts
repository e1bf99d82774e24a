import type { Upcaster } from '../../core/event-catalog.ts';

/** Every upcaster, in any order. */
export const upcasters: readonly Upcaster[] = [];
