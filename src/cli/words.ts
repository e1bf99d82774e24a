const numbers = new Intl.NumberFormat('en');

/** 1234567 as 1,234,567. */
export const grouped = (number: number): string => numbers.format(number);

/** `1 event`, `2,000 events`. */
export function counted(number: number, name: string): string {
  return `${grouped(number)} ${name}${number === 1 ? '' : 's'}`;
}

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

/** A span in its largest unit: `12 s`, `3 min`, `2 h`, `9 d`. */
export function span(seconds: number): string {
  for (const [unit, size] of units) if (seconds >= 2 * size) return `${Math.round(seconds / size)} ${unit}`;
  return `${Math.max(0, Math.round(seconds))} s`;
}

/** How long ago a moment was: `3 s ago`. */
export function ago(moment: string, now = Date.now()): string {
  return `${span((now - Date.parse(moment)) / 1000)} ago`;
}
