import type { CommandDefinition } from '../core/define-command.ts';
import { DomainError } from '../core/domain-error.ts';
import { invalid } from './errors.ts';

/** A revision, and behind it what distinguishes representations of the same revision. */
const strongTag = /^"(\d{1,15})(?:-[\w-]{1,64})?"$/;

/**
 * Revision that an If-Match asks for; undefined where it asks for none, which is also the meaning of `*` for
 * a command on what must exist anyway. Throws VALIDATION_FAILED for anything but `*` or one strong tag of
 * ours, PRECONDITION_FAILED for `*` on what is only to be made.
 */
export function expectedRevision(
  ifMatch: string | undefined,
  command: CommandDefinition,
): number | undefined {
  if (ifMatch === undefined) return;
  if (ifMatch.trim() === '*') {
    if (command.expects === 'new') throw new DomainError('PRECONDITION_FAILED', 'it does not exist yet');
    if (command.expects === 'any') throw invalid('If-Match', 'this command takes a revision, not *');
    return;
  }
  const revision = strongTag.exec(ifMatch.trim())?.[1];
  if (revision === undefined) throw invalid('If-Match', 'must be * or one strong tag, such as "3"');
  return Number(revision);
}

/** Whether an If-None-Match names the tag, by weak comparison (RFC 9110, 13.1.2). */
export function noneMatch(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const opaque = tag.replace(/^W\//, '');
  return ifNoneMatch.split(',').some((given) => {
    const candidate = given.trim();
    return candidate === '*' || candidate.replace(/^W\//, '') === opaque;
  });
}
