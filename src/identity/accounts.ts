import { DatabaseError } from 'pg';
import type { Database } from './database.ts';

/** Who may sign in with a password, or is about to. */
export interface Account {
  readonly userId: string;
  readonly emailHash: string;
  readonly passwordHash: string;
  /** Organization that a sign-in without one is for. */
  readonly organizationId: string;
  /** Whether this registration founds the system. */
  readonly founder: boolean;
  /** Invitation that admitted the user. */
  readonly invitationId: string | null;
  /** `pending` until every step of the registration is done. */
  readonly status: 'pending' | 'active';
  /** Keyed hashes of the Idempotency-Key and of what was registered with it. */
  readonly registrationKey: string | null;
  readonly registrationBody: string | null;
}

export interface Accounts {
  byEmail(emailHash: string): Promise<Account | null>;
  byUser(userId: string): Promise<Account | null>;
  /** The registration that founds, or founded, the system; null as long as there is none. */
  founding(): Promise<Account | null>;
  /**
   * Writes a pending account in place of any other pending one of the address, and answers it. Attempts share
   * the user, unless `userIdIsClaimed`, and the organization that they found, so that they do not get in each
   * other's way. `taken`: the address has an active account; `founded`: somebody else founds the system.
   */
  reserve(
    account: Omit<Account, 'status'> & { readonly userIdIsClaimed: boolean },
    now: string,
  ): Promise<Account | 'taken' | 'founded'>;
  /** Makes the account usable; false when another attempt has replaced it meanwhile. */
  activate(account: Pick<Account, 'userId' | 'passwordHash'>): Promise<boolean>;
  /** Lets somebody else found the system, unless this registration has succeeded. */
  releaseFounding(account: Pick<Account, 'userId' | 'passwordHash'>): Promise<void>;
  /** The same for a registration that was given up before `before`. */
  releaseStaleFounding(before: string): Promise<void>;
}

const columns = `user_id AS "userId", email_hash AS "emailHash", password_hash AS "passwordHash",
  organization_id AS "organizationId", founder, invitation_id AS "invitationId", status,
  registration_key AS "registrationKey", registration_body AS "registrationBody"`;

/** The table identity.accounts. */
export function createAccounts(database: Database): Accounts {
  const one = async (condition: string, values: string[]): Promise<Account | null> => {
    const sql = `SELECT ${columns} FROM identity.accounts WHERE ${condition}`;
    return (await database.query<Account>(sql, values)).rows[0] ?? null;
  };
  const stopFounding = "UPDATE identity.accounts SET founder = false WHERE founder AND status = 'pending'";

  return {
    byEmail: (emailHash) => one('email_hash = $1', [emailHash]),
    byUser: (userId) => one('user_id = $1', [userId]),
    founding: () => one('founder', []),

    async reserve(account, now) {
      try {
        const { rows } = await database.query<Account>(
          `INSERT INTO identity.accounts AS known (user_id, email_hash, password_hash, organization_id, founder,
             invitation_id, registration_key, registration_body, status, created_at, reserved_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9, $9)
           ON CONFLICT (email_hash) DO UPDATE SET password_hash = EXCLUDED.password_hash,
             user_id = CASE WHEN $10 THEN EXCLUDED.user_id ELSE known.user_id END,
             organization_id = CASE WHEN known.founder AND EXCLUDED.founder THEN known.organization_id
                               ELSE EXCLUDED.organization_id END,
             founder = EXCLUDED.founder, invitation_id = EXCLUDED.invitation_id,
             registration_key = EXCLUDED.registration_key, registration_body = EXCLUDED.registration_body,
             reserved_at = EXCLUDED.reserved_at
           WHERE known.status = 'pending' RETURNING ${columns}`,
          [
            account.userId,
            account.emailHash,
            account.passwordHash,
            account.organizationId,
            account.founder,
            account.invitationId,
            account.registrationKey,
            account.registrationBody,
            now,
            account.userIdIsClaimed,
          ],
        );
        return rows[0] ?? 'taken';
      } catch (error) {
        if (error instanceof DatabaseError && error.constraint === 'accounts_founder') return 'founded';
        throw error;
      }
    },

    async activate({ userId, passwordHash }) {
      const { rowCount } = await database.query(
        `UPDATE identity.accounts SET status = 'active'
         WHERE user_id = $1 AND password_hash = $2 AND status = 'pending'`,
        [userId, passwordHash],
      );
      return rowCount === 1;
    },

    async releaseFounding({ userId, passwordHash }) {
      await database.query(`${stopFounding} AND user_id = $1 AND password_hash = $2`, [userId, passwordHash]);
    },
    async releaseStaleFounding(before) {
      await database.query(`${stopFounding} AND reserved_at < $1`, [before]);
    },
  };
}
