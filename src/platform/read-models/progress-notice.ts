import { z } from 'zod';
import type { Progress } from '../../runtime/projections/ports.ts';

export interface ProgressNotice extends Progress {
  /** Names of the projections that stand there, together. */
  readonly projections: readonly string[];
  /**
   * Epoch of the writer. A later writer may stand at an earlier position, where it builds everything anew.
   */
  readonly epoch: string;
}

const digits = z.string().regex(/^\d{1,20}$/);
const payload = z.object({
  commit: digits.transform(BigInt),
  prepare: digits.transform(BigInt),
  ordinal: z.int().min(0),
  lagMs: z.int().min(0),
  live: z.boolean(),
  epoch: digits,
  projections: z.array(z.string()),
});

/** What projectors tell readers over PostgreSQL's NOTIFY: with each batch, and each second. */
export const progressNotice = {
  channel: 'projections',
  write: ({ position, ordinal, lagMs, live, epoch, projections }: ProgressNotice): string =>
    JSON.stringify({
      commit: String(position.commit),
      prepare: String(position.prepare),
      ordinal,
      lagMs: Math.round(lagMs),
      live,
      epoch,
      projections,
    }),
  /** Throws ZodError, SyntaxError for a payload of somebody else. */
  read(text: string): ProgressNotice {
    const { commit, prepare, ...rest } = payload.parse(JSON.parse(text));
    return { ...rest, position: { commit, prepare } };
  },
};
