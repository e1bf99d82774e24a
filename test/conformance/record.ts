import type { AllStreamSubscription, StreamSubscription } from '@eventstore/db-client';

/**
 * What a subscription emits, in order, and a way to wait until it has.
 * @param isOurs picks the events to note by their stream
 */
export function record(
  subscription: AllStreamSubscription | StreamSubscription,
  isOurs: (stream: string) => boolean = () => true,
) {
  const seen: string[] = [];
  let check = (): void => undefined;
  const add = (what: string): void => {
    seen.push(what);
    check();
  };
  subscription
    .on('confirmation', () => add('confirmation'))
    .on('caughtUp', () => add('caughtUp'))
    .on('error', (error) => add(`error ${'type' in error ? error.type : error.message}`))
    .on('data', ({ event }) => {
      if (event && isOurs(event.streamId)) add(`${event.streamId}/${event.revision}`);
    });
  return {
    seen,
    events: () => seen.filter((what) => /\/\d+$/.test(what)),
    until: (condition: () => boolean): Promise<void> =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`only saw ${seen.slice(-20).join(', ')}`)), 20_000);
        check = () => {
          if (!condition()) return;
          clearTimeout(late);
          resolve();
        };
        check();
      }),
  };
}
