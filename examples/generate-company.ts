import { parseArgs } from 'node:util';
import { z } from 'zod';
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
  // What is not known is refused below, in words.
  strict: false,
});
const options = z
  .strictObject({
    seed: z.coerce.number().int(),
    people: z.coerce.number().int().min(1),
    quarters: z.coerce.number().int().min(1),
    start: z.iso.date(),
  })
  .safeParse(values);
if (options.success) {
  process.stdout.write(generateCompany(options.data));
} else {
  process.stderr.write(
    `${z.prettifyError(options.error)}\nOptions: --people NUMBER --quarters NUMBER --start YYYY-MM-DD --seed NUMBER\n`,
  );
  process.exitCode = 1;
}
