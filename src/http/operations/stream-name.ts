import { z } from 'zod';

/** Name of a stream: the log sets the limit, up to what a request may hold. */
export const streamName = z
  .string()
  .min(1)
  .max(64 * 1024);
