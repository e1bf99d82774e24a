import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { RecordedEvent } from '../../src/core/define-events.ts';
import type { ProjectionDefinition } from '../../src/core/define-projection.ts';
import { type InMemoryProjector, inMemoryProjector } from './project-in-memory.ts';

type Histories = fc.Arbitrary<readonly RecordedEvent[]> | readonly RecordedEvent[];

/** Every event delivered twice, and every batch delivered again, change nothing. */
export function holdsForSameEventTwice(projection: ProjectionDefinition, histories: Histories): void {
  forAll(projection, histories, (events) => (engine, sizes) => {
    for (const batch of inBatches(events, sizes)) {
      engine.project(batch.flatMap((event) => [event, event]));
      engine.project(batch);
    }
  });
}

/**
 * Batches of any sizes, with and without rows kept between them, lead to what one event at a time leads to.
 */
export function holdsForAnyBatches(projection: ProjectionDefinition, histories: Histories): void {
  forAll(projection, histories, (events) => (engine, sizes) => {
    for (const batch of inBatches(events, sizes)) engine.project(batch);
  });
}

/** Going back to any earlier event at any moment, as after a lost connection, changes nothing. */
export function holdsForReplayedPrefix(projection: ProjectionDefinition, histories: Histories): void {
  forAll(projection, histories, (events) => (engine, sizes) => {
    let reached = 0;
    for (const size of sizes) {
      const from = Math.max(0, reached - 2 * size);
      engine.project(events.slice(from, reached + size));
      reached = Math.min(events.length, reached + size);
    }
    engine.project(events);
  });
}

/** What holds for every projection, whatever the history. */
export function holdsForEveryDelivery(projection: ProjectionDefinition, histories: Histories): void {
  holdsForSameEventTwice(projection, histories);
  holdsForAnyBatches(projection, histories);
  holdsForReplayedPrefix(projection, histories);
}

function forAll(
  projection: ProjectionDefinition,
  histories: Histories,
  delivery: (
    events: readonly RecordedEvent[],
  ) => (engine: InMemoryProjector, sizes: readonly number[]) => void,
): void {
  const history = 'generate' in histories ? histories : fc.constant(histories);
  const sizes = fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 30 });
  const rowsPerTable = fc.constantFrom(0, 2, 10_000);
  fc.assert(
    fc.property(history, sizes, rowsPerTable, (events, batches, kept) => {
      const single = inMemoryProjector([projection], { rowsPerTable: 0 });
      for (const event of events) single.project([event]);
      const engine = inMemoryProjector([projection], { rowsPerTable: kept });
      delivery(events)(engine, batches);
      for (const table of Object.values(projection.tables)) {
        expect(engine.rows(table)).toEqual(single.rows(table));
      }
    }),
    { numRuns: 60 },
  );
}

function inBatches(events: readonly RecordedEvent[], sizes: readonly number[]): (readonly RecordedEvent[])[] {
  const batches: (readonly RecordedEvent[])[] = [];
  let from = 0;
  for (const size of [...sizes, events.length]) {
    batches.push(events.slice(from, from + size));
    from += size;
  }
  return batches;
}
