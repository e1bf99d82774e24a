/**
 * The options of a script. Where they are wrong, `read` throws: the reason is printed, and the process ends with
 * exit code 2.
 */
export function readOptions<Options>(read: () => Options): Options {
  try {
    return read();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  }
}

/** The whole number that an option is. Throws Error where it is none from `least` on. */
export function wholeNumber(option: string, text: string, least: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new Error(`--${option} is a whole number from ${least} on, not ${JSON.stringify(text)}.`);
}
