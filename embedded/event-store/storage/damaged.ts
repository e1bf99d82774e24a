/** The file as a whole cannot be read; `what` is a clause. */
export function torn(dir: string, what: string): Error {
  return new Error(`The event store in ${dir} cannot be read: ${what}. To go on, restore a backup.`);
}

const CRASHES = new Set(['SIGSEGV', 'SIGBUS', 'SIGABRT']);

/**
 * What to tell when a signal has ended the process that opened or read a directory: LMDB trusts its own pages, and
 * ends the process on some that are not what it wrote. Undefined when the signal has another reason.
 */
export function tornBySignal(dir: string, signal: string): Error | undefined {
  return CRASHES.has(signal) ? torn(dir, `pages of data.mdb are damaged (${signal})`) : undefined;
}

/** Something that is stored cannot be trusted; `what` is a clause. */
export function damaged(dir: string, what: string): Error {
  return new Error(
    `The event store in ${dir} is damaged: ${what}. To go on, restore a backup; ` +
      `\`npx outcomes eventstore check --dir ${dir}\` tells how far the damage goes.`,
  );
}

/** An entry is not in the form that it should have; others can still be read. */
export const BAD_ENTRY = 'an entry cannot be read';

/** What an error from reading says about the data; undefined when it is about something else. */
export function damageIn(error: unknown): string | undefined {
  const text = String(error);
  if (/^(Syntax|Range)Error/.test(text)) return BAD_ENTRY;
  return /MDB_[A-Z_]+: .+/.exec(text)?.[0];
}

/** Runs what opens a directory. @throws torn(…) when the data is the reason that it fails */
export function orTorn<T>(dir: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const damage = damageIn(error);
    throw damage === undefined ? error : torn(dir, damage);
  }
}
