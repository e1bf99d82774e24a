import type { Identity } from '../identity/create-identity.ts';
import type { RouteDefinition } from './define-route.ts';
import { authRoutes } from './identity/auth-routes.ts';
import { invitationRoutes } from './identity/invitation-routes.ts';
import { jwksRoute } from './identity/jwks-route.ts';
import { meRoute } from './identity/me-route.ts';
import { organizationRoute } from './identity/organization-route.ts';

/** The routes of the identity service: who may come in, and as whom. */
export function identityRoutes(identity: Identity): RouteDefinition[] {
  return [
    ...authRoutes(identity),
    meRoute(identity),
    organizationRoute(identity),
    ...invitationRoutes(identity),
    jwksRoute(identity),
  ];
}
