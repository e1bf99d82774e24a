import { expect, test } from '@jest/globals';
import { cycleStream } from '../../src/commands/cycle/cycle.stream.ts';
import { organizationSlugStream } from '../../src/commands/organization-slug/organization-slug.stream.ts';
import { streamId, streamName } from '../../src/core/define-stream.ts';
import { eventFamilies } from '../../src/events/index.ts';

test('a stream is named after its category and id, and the id is found again, dashes and all', () => {
  const name = streamName(organizationSlugStream, 'north-wind');
  expect(name).toBe('organizationSlug-north-wind');
  expect(streamId(name)).toBe('north-wind');
});

test('no category has a dash in it', () => {
  expect(eventFamilies.map(({ category }) => category)).toEqual(
    eventFamilies.map(() => expect.stringMatching(/^[a-zA-Z]+$/)),
  );
});

test('a stream belongs to an organization unless it says otherwise', () => {
  expect([cycleStream.scope, organizationSlugStream.scope]).toEqual(['organization', 'global']);
});
