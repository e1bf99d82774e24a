import { importOkrs } from './import-okrs/import-okrs.ts';

/** Every job of the product. */
export const jobs = [importOkrs] as const;

/** The queues that they stand in. */
export const queueNames = ['imports'] as const satisfies readonly (typeof jobs)[number]['queue'][];
