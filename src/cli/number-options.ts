import { InvalidArgumentError } from 'commander';

/** An option that is a whole number from `least` on. */
export function wholeFrom(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < least)
      throw new InvalidArgumentError(`It is a whole number from ${least} on.`);
    return number;
  };
}
