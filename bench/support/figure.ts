import type { Environment } from './environment.ts';

/** One thing that was measured. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the same machine reached in the same minutes without our code. */
  readonly ceiling?: { readonly name: string; readonly value: number };
  /** Least ratio of value and ceiling that we aim for; or least value, or greatest. */
  readonly goal?: { readonly ratio: number } | { readonly atLeast: number } | { readonly atMost: number };
  /** Further numbers, such as latencies in milliseconds. */
  readonly details?: Readonly<Record<string, number>>;
}

/** Measures figures that belong together. `known` holds those measured before. */
export interface Measurement {
  readonly name: string;
  measure(environment: Environment, known: readonly Figure[]): Promise<Figure[]>;
}

/** Value and ceiling as a quotient; null without a ceiling. */
export function ratioOf({ value, ceiling }: Figure): number | null {
  return ceiling ? value / ceiling.value : null;
}

/** Whether a figure is as good as we aim for; null where it has no goal. */
export function reaches(figure: Figure): boolean | null {
  const { goal, value } = figure;
  if (!goal) return null;
  if ('atLeast' in goal) return value >= goal.atLeast;
  if ('atMost' in goal) return value <= goal.atMost;
  return (ratioOf(figure) ?? 0) >= goal.ratio;
}

/** One line for people. */
export function describe(figure: Figure): string {
  const { name, value, unit, ceiling, details = {} } = figure;
  const ratio = ratioOf(figure);
  const parts = [
    name.padEnd(46),
    `${readable(value)} ${unit}`.padEnd(16),
    ...Object.entries(details).map(([key, number]) => `${key} ${readable(number)}`),
  ];
  if (ceiling) parts.push(`| ${ceiling.name} ${readable(ceiling.value)} ${unit}, ratio ${ratio?.toFixed(2)}`);
  if (reaches(figure) === false) parts.push('| below the goal');
  return parts.join('  ');
}

function readable(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Math.round(value * 10) / 10);
}
