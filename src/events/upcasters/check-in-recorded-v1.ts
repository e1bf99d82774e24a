import type { Upcaster } from '../../core/event-catalog.ts';

/** Version 1 had no `source`: every check-in was made by hand then. */
export const checkInRecordedV1: Upcaster = {
  type: 'CheckInRecorded',
  from: 1,
  upcast: (data) => ({ ...data, source: 'manual' }),
};
