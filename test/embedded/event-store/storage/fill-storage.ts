import { randomUUID } from 'node:crypto';
import type { Storage } from '../../../../embedded/event-store/storage/open-storage.ts';
import type { ProposedEvent } from '../../../../embedded/event-store/storage/stored-event.ts';
import { commitWrites } from '../../../../embedded/event-store/writes/commit-writes.ts';

export function proposedEvent(bytes: number, id: string = randomUUID()): ProposedEvent {
  const data = Buffer.from(JSON.stringify({ text: 'x'.repeat(bytes) }));
  return { id, type: 'Tested', contentType: 'application/json', data, customMetadata: new Uint8Array(0) };
}

/** Appends events of up to 5,000 bytes to the streams `s0` to `s4` in turn, ten at a time. */
export async function fillStorage(storage: Storage, appends: number): Promise<void> {
  for (let n = 0; n < appends; n += 1) {
    const events = Array.from({ length: 10 }, (_, i) => proposedEvent((n * i * 37) % 5_000));
    await commitWrites(
      storage,
      [{ kind: 'append', stream: `s${n % 5}`, expected: 'any', events }],
      () => undefined,
    );
  }
}
