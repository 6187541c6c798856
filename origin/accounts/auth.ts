import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { betterAuth } from 'better-auth/minimal';
import { jwt } from 'better-auth/plugins/jwt';
import { username } from 'better-auth/plugins/username';
import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import { newId } from '../../shared/ids.ts';
import { accounts, jwks, sessions, users, verifications } from '../../shared/schema/index.ts';

/** How long a signed-in device stays so without being used. */
export const sessionTtlSec = 30 * 24 * 3600;
/** Of access tokens: the service they are for. */
export const audience = 'kinora';

/** OWASP's argon2id floor: 19 MiB, two passes. */
export const argon2id = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const;

export type Auth = ReturnType<typeof createAuth>;

/** better-auth over our tables, for passwords and signing keys. Its HTTP routes are not mounted: ours stand in front. */
export function createAuth(deps: { db: Database; publicUrl: string; secret: string; log: Log }) {
  return betterAuth({
    appName: 'Kinora',
    baseURL: deps.publicUrl,
    secret: deps.secret,
    telemetry: { enabled: false },
    database: drizzleAdapter(deps.db, {
      provider: 'sqlite',
      schema: { user: users, session: sessions, account: accounts, verification: verifications, jwks },
    }),
    advanced: { database: { generateId: newId } },
    emailAndPassword: {
      enabled: true,
      password: {
        hash: (password) => Bun.password.hash(password, argon2id),
        verify: ({ hash, password }) => Bun.password.verify(password, hash),
      },
    },
    plugins: [
      username(),
      jwt({ jwks: { keyPairConfig: { alg: 'ES256' } }, jwt: { issuer: deps.publicUrl, audience } }),
    ],
    logger: {
      level: 'error',
      log: (level, message, ...details) =>
        deps.log[level]({ details: details.length === 0 ? undefined : details }, `better-auth: ${message}`),
    },
  });
}
