import { parseArgs } from 'node:util';
import { generateCompany, shippedCompany } from './company/generate.ts';

// npx tsx examples/generate-company.ts --people 500 --quarters 4 --start 2025-10-01 --seed 7 > company.csv
const { seed, people, quarters, start } = shippedCompany;
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(seed) },
    people: { type: 'string', default: String(people) },
    quarters: { type: 'string', default: String(quarters) },
    start: { type: 'string', default: start },
  },
});
process.stdout.write(
  generateCompany({
    seed: Number(values.seed),
    people: Number(values.people),
    quarters: Number(values.quarters),
    start: values.start,
  }),
);
