import { nonEmptyText, timeZone as timeZoneName } from '../../domain/values.ts';

export const displayName = nonEmptyText(120);
/** Null: the time zone of the organization. */
export const timeZone = timeZoneName.nullable();
