import type { Upcaster } from '../../core/event-catalog.ts';
import { checkInRecordedV1 } from './check-in-recorded-v1.ts';

/** Every upcaster, in any order. */
export const upcasters: readonly Upcaster[] = [checkInRecordedV1];
