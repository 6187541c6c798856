import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { users } from './accounts.ts';
import { createdAt, time } from './columns.ts';

const userId = () =>
  text('user_id')
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' });

/** The authenticator app of an account (RFC 6238). It counts once `confirmed_at` is there. */
export const secondFactors = sqliteTable('second_factors', {
  userId: userId().primaryKey(),
  /** The shared secret, encrypted for this user (JWE). */
  sealedSecret: text('sealed_secret').notNull(),
  confirmedAt: time('confirmed_at'),
  /** The 30-second step of the last code that was taken: no code works twice (RFC 6238 §5.2). */
  lastStep: integer('last_step'),
  createdAt: createdAt(),
});

/** Each stands in for a code of the app once; using it deletes its row. */
export const recoveryCodes = sqliteTable(
  'recovery_codes',
  {
    /** Keyed hash (HMAC): the codes are too short for a plain one. */
    codeHash: text('code_hash').primaryKey(),
    userId: userId(),
    createdAt: createdAt(),
  },
  (table) => [index('recovery_codes_user').on(table.userId)],
);

/** What somebody has begun and comes back to once: the second step of a sign-in, a passkey ceremony, a trip to a provider, keeping an account. */
export const signInChallenges = sqliteTable(
  'sign_in_challenges',
  {
    /** SHA-256 of what the caller holds, hex. */
    tokenHash: text('token_hash').primaryKey(),
    purpose: text('purpose', {
      enum: ['second_factor', 'add_passkey', 'use_passkey', 'openid', 'keep_account'],
    }).notNull(),
    /** `null` while nobody knows who it is. */
    userId: text('user_id').references(() => users.id, { onDelete: 'cascade' }),
    /** JSON of the purpose. */
    data: text('data'),
    createdAt: createdAt(),
    expiresAt: time('expires_at').notNull(),
  },
  (table) => [
    index('sign_in_challenges_user').on(table.userId),
    index('sign_in_challenges_expiry').on(table.expiresAt),
  ],
);

/** Public keys of WebAuthn credentials. */
export const passkeys = sqliteTable(
  'passkeys',
  {
    id: text('id').primaryKey(),
    userId: userId(),
    /** As authenticators name it, base64url. */
    credentialId: text('credential_id').notNull().unique(),
    /** COSE key, base64url. */
    publicKey: text('public_key').notNull(),
    /** Grows with each use, or stays 0 where the authenticator does not count. */
    counter: integer('counter').notNull(),
    /** JSON list of how the authenticator is reached. */
    transports: text('transports').notNull(),
    /** Synchronised between devices. */
    backedUp: integer('backed_up', { mode: 'boolean' }).notNull(),
    name: text('name').notNull(),
    createdAt: createdAt(),
    lastUsedAt: time('last_used_at'),
  },
  (table) => [index('passkeys_user').on(table.userId, table.createdAt)],
);

/** Accounts at OpenID providers. Issuer and subject together name a person for ever (OpenID Connect Core §5.7). */
export const identities = sqliteTable(
  'identities',
  {
    id: text('id').primaryKey(),
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    userId: userId(),
    /** As the provider said it, for the owner to recognise. */
    email: text('email'),
    createdAt: createdAt(),
    lastUsedAt: time('last_used_at').notNull(),
  },
  (table) => [
    uniqueIndex('identities_person').on(table.issuer, table.subject),
    index('identities_user').on(table.userId, table.createdAt),
  ],
);
