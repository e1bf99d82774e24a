import { columns } from '../../src/jobs/import-okrs/columns.ts';
import { type CheckIn, checkIns, type Quarter } from './check-ins.ts';
import { fields, goals } from './goals.ts';
import { people } from './people.ts';
import { createRandom, type Random } from './random.ts';

interface CompanyOptions {
  /** The same seed and options make the same company. */
  readonly seed: number;
  readonly people: number;
  readonly quarters: number;
  /** First day of the first quarter, YYYY-MM-DD. */
  readonly start: string;
}

export const shippedCompany: CompanyOptions = { seed: 1, people: 140, quarters: 2, start: '2026-04-01' };

type Cells = Partial<Record<(typeof columns)[number], string>>;

const keyResultNumbers = [
  [1, 6],
  [2, 20],
  [3, 48],
  [4, 19],
  [5, 7],
] as const;

/** A company's objectives and check-ins as a CSV file, see README.md. */
export function generateCompany(options: CompanyOptions): string {
  const random = createRandom(options.seed);
  const staff = people(random, options.people);
  const perQuarter = Math.max(1, Math.min(Math.round(options.people * 0.95), goals.length * fields.length));
  const rows = quarters(options).flatMap((quarter) => {
    const choices = random.shuffled(goals.flatMap((goal) => fields.map((field) => ({ goal, field }))));
    return choices.slice(0, perQuarter).flatMap(({ goal, field }) => {
      const objective = {
        cycle: quarter.name,
        cycle_starts_on: quarter.startsOn,
        cycle_ends_on: quarter.endsOn,
        objective: goal.title.replace('%', field),
      };
      const [owner, colleague] = [random.pick(staff), random.pick(staff)];
      const count = random.weighted(keyResultNumbers);
      const own = goal.keyResults.length;
      const chosen = random.shuffled(goal.keyResults).slice(0, Math.min(count, own));
      const its = chosen.flatMap(([title, measure]) => {
        const shared = { ...objective, objective_owner_email: owner.email, key_result: title };
        const by = random.chance(0.3) ? { key_result_owner_email: colleague.email } : {};
        const measured = measure(random);
        return keyResultRows(
          { ...shared, ...by, ...measured, ...weight(random) },
          checkIns(random, measured, quarter),
        );
      });
      const [first = {}, ...others] = its;
      const more = {
        objective_description: goal.description,
        objective_owner_name: owner.name,
        ...(random.chance(0.05) && { visibility: 'private' }),
        ...(first.key_result_owner_email && { key_result_owner_name: colleague.name }),
      };
      return [{ ...first, ...more }, ...others];
    });
  });
  return [columns.join(','), ...rows.map(line)].map((text) => `${text}\n`).join('');
}

function keyResultRows(cells: Cells, said: readonly CheckIn[]): Cells[] {
  if (said.length === 0) return [cells];
  return said.map(({ date, value, confidence, comment }) => ({
    ...cells,
    check_in_date: date,
    check_in_value: value,
    confidence,
    comment,
  }));
}

function weight(random: Random): Cells {
  return random.chance(0.12) ? { weight: random.pick(['2', '0.5', '3']) } : {};
}

function quarters({ start, quarters: count }: CompanyOptions): Quarter[] {
  const [year = 0, month = 1] = start.split('-').map(Number);
  const day = (months: number, days: number) =>
    new Date(Date.UTC(year, month - 1 + months, days)).toISOString().slice(0, 10);
  return Array.from({ length: count }, (_, index) => {
    const startsOn = day(index * 3, 1);
    const quarter = Math.floor((Number(startsOn.slice(5, 7)) - 1) / 3) + 1;
    return { name: `${startsOn.slice(0, 4)} Q${quarter}`, startsOn, endsOn: day(index * 3 + 3, 0) };
  });
}

function line(cells: Cells): string {
  return columns.map((column) => quoted(cells[column] ?? '')).join(',');
}

/** RFC 4180 */
function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
