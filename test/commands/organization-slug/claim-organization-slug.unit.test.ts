import { describe, test } from '@jest/globals';
import { claimOrganizationSlug } from '../../../src/commands/organization-slug/claim-organization-slug.ts';
import { decider } from '../../support/given-when-then.ts';
import { uuid } from '../../support/uuid.ts';

const claim = decider(claimOrganizationSlug);
const claimed = {
  type: 'OrganizationSlugClaimed',
  data: { slug: 'acme', organizationId: uuid(1) },
} as const;

describe('ClaimOrganizationSlug', () => {
  test('claims a free slug', () => {
    claim.given([]).when(claimed.data).then([claimed]);
  });

  test('changes nothing when the organization has it', () => {
    claim.given([claimed]).when(claimed.data).then([]);
  });

  test('refuses a slug of another organization', () => {
    claim
      .given([claimed])
      .when({ slug: 'acme', organizationId: uuid(2) })
      .thenRefused('CONFLICT', 'taken');
  });

  test.each(['', 'Acme', 'a b', '-a', 'a--b'])('refuses %j', (slug) => {
    claim
      .given([])
      .when({ slug, organizationId: uuid(1) })
      .thenRefused('VALIDATION_FAILED');
  });
});
