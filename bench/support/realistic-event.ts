import { randomUUID } from 'node:crypto';

export const cycleDays = 90;
const startsOn = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;

/** Day of the cycle as a date; later ones are its last day. */
export function dateOf(day: number): string {
  return new Date(startsOn + Math.min(cycleDays - 1, day) * dayMs).toISOString().slice(0, 10);
}

/** An event to be written. */
export interface RealisticEvent {
  /** Day of the cycle on which it happens. */
  readonly day: number;
  readonly stream: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export type Add = (
  day: number,
  stream: string,
  type: string,
  data: Readonly<Record<string, unknown>>,
) => RealisticEvent;

/** Makes events with the metadata that commands give them. */
export function happen(organizationId: string, userId: string): Add {
  return (day, stream, type, data) => {
    const requestId = randomUUID();
    return {
      day,
      stream,
      type,
      data,
      metadata: {
        $correlationId: requestId,
        $causationId: requestId,
        commandId: randomUUID(),
        commandType: type,
        commandHash: 'x'.repeat(43),
        organizationId,
        actor: { type: 'user', id: userId },
        requestId,
        schemaVersion: 1,
      },
    };
  };
}
