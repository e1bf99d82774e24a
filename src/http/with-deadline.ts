import { DomainError } from '../core/domain-error.ts';

/** Settles like `work`, or throws UNAVAILABLE after `ms` milliseconds; `work` then goes on unheard. */
export async function withDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const give = () => reject(new DomainError('UNAVAILABLE', 'the request took too long; try again'));
    timer = setTimeout(give, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
