import { type CompactJWSHeaderParameters, errors, type JWTVerifyOptions, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { DomainError } from '../core/domain-error.ts';
import type { Clock } from '../core/ports.ts';
import { id } from '../domain/values.ts';
import { type SigningKeys, signatureAlgorithm } from './signing-keys.ts';

/** Seconds that an access token is valid. */
export const accessTokenLifetime = 15 * 60;
const longestToken = 4096;
const rememberedTokens = 10_000;
/** Header `typ` of an access token (RFC 9068). */
const tokenType = 'at+jwt';

/** What an access token says. */
interface AccessClaims {
  readonly userId: string;
  readonly organizationId: string;
}

export interface AccessTokens {
  /** A signed JWT, valid for {@link accessTokenLifetime}; `tokenId` becomes its `jti`. */
  issue(claims: AccessClaims, tokenId: string): Promise<string>;
  /** Throws TOKEN_EXPIRED, and UNAUTHORIZED for anything else that is wrong. */
  verify(token: string): Promise<AccessClaims>;
}

const payloadSchema = z.object({ sub: id, org: id, exp: z.number() });

interface Verified {
  readonly claims: AccessClaims;
  /** `Clock.elapsed()` when the token expires. */
  readonly expiresAt: number;
}

/**
 * Signs and verifies access tokens. Verified ones are remembered: a signature is checked once per process.
 */
export function createAccessTokens(
  keys: SigningKeys,
  clock: Clock,
  { issuer, audience }: { issuer: string; audience: string },
): AccessTokens {
  const verified = new LRUCache<string, Verified>({ max: rememberedTokens });

  async function check(token: string): Promise<Verified> {
    if (token.length > longestToken) throw refusal();
    const currentDate = new Date(clock.now());
    const options = {
      issuer,
      audience,
      typ: tokenType,
      algorithms: [signatureAlgorithm],
      requiredClaims: ['jti', 'iat', 'exp'],
      currentDate,
    } satisfies JWTVerifyOptions;
    try {
      const { payload } = await jwtVerify(
        token,
        async ({ kid }: CompactJWSHeaderParameters) => {
          const key = kid ? await keys.publicKey(kid) : null;
          if (!key) throw refusal();
          return key;
        },
        options,
      );
      const { sub, org, exp } = payloadSchema.parse(payload);
      const expiresAt = clock.elapsed() + exp * 1000 - currentDate.getTime();
      return { claims: { userId: sub, organizationId: org }, expiresAt };
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw expired();
      if (error instanceof errors.JOSEError || error instanceof z.ZodError) throw refusal();
      throw error;
    }
  }

  return {
    issue({ userId, organizationId }, tokenId) {
      const issuedAt = Math.floor(Date.parse(clock.now()) / 1000);
      const { kid, privateKey } = keys.current();
      return new SignJWT({ org: organizationId })
        .setProtectedHeader({ alg: signatureAlgorithm, kid, typ: tokenType })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(userId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + accessTokenLifetime)
        .setJti(tokenId)
        .sign(privateKey);
    },
    async verify(token) {
      const known = verified.get(token);
      if (known) {
        if (clock.elapsed() < known.expiresAt) return known.claims;
        throw expired();
      }
      const fresh = await check(token);
      verified.set(token, fresh);
      return fresh.claims;
    },
  };
}

const refusal = () => new DomainError('UNAUTHORIZED', 'the access token is not valid');
const expired = () => new DomainError('TOKEN_EXPIRED', 'the access token has expired');
