import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { meSchema, refreshSchema, sessionSchema, signInSchema, signUpSchema } from '../../shared/contracts/auth.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { requireViewer } from '../http/viewer.ts';
import type { AccountDeps, Device } from './deps.ts';
import { getMe } from './get-me.ts';
import { refreshSession } from './refresh-session.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';
import { signUp } from './sign-up.ts';

const jwksSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });

export function accountRoutes(deps: AccountDeps) {
  return new Hono<AppEnv>()
    .post(
      '/auth/sign-up',
      operation({
        tag: 'Accounts',
        summary: 'Make an account with its channel and sign in',
        answer: { status: 201, description: 'Signed in', body: sessionSchema },
        errors: ['email_taken', 'username_taken'],
        auth: 'none',
      }),
      validated('json', signUpSchema),
      async (c) => c.json(await signUp(deps, c.req.valid('json'), deviceOf(c)), 201),
    )
    .post(
      '/auth/sign-in',
      operation({
        tag: 'Accounts',
        summary: 'Sign in with e-mail and password',
        answer: { status: 200, description: 'Signed in', body: sessionSchema },
        errors: ['invalid_credentials', 'account_suspended'],
        auth: 'none',
      }),
      validated('json', signInSchema),
      async (c) => c.json(await signIn(deps, c.req.valid('json'), deviceOf(c))),
    )
    .post(
      '/auth/refresh',
      operation({
        tag: 'Accounts',
        summary: 'Trade a refresh token for a new pair of tokens',
        description:
          'Each refresh token works once; using one twice ends every session that descends from its sign-in.',
        answer: { status: 200, description: 'A new pair of tokens', body: sessionSchema },
        errors: ['refresh_token_invalid', 'account_suspended'],
        auth: 'none',
      }),
      validated('json', refreshSchema),
      async (c) => c.json(await refreshSession(deps, c.req.valid('json').refresh_token)),
    )
    .post(
      '/auth/sign-out',
      operation({
        tag: 'Accounts',
        summary: 'End the session of a refresh token',
        answer: { status: 204, description: 'Signed out, or there was no such session', body: null },
        auth: 'none',
      }),
      validated('json', refreshSchema),
      async (c) => {
        await signOut(deps, c.req.valid('json').refresh_token);
        return c.body(null, 204);
      },
    )
    .get(
      '/auth/jwks',
      operation({
        tag: 'Accounts',
        summary: 'Public keys that verify access tokens (RFC 7517)',
        answer: { status: 200, description: 'The key set', body: jwksSchema },
        auth: 'none',
      }),
      async (c) => c.json(await deps.accessTokens.jwks(), 200, { 'cache-control': 'public, max-age=60' }),
    )
    .get(
      '/me',
      operation({
        tag: 'Accounts',
        summary: 'The signed-in user',
        answer: { status: 200, description: 'The user and their channels', body: meSchema },
        auth: 'required',
      }),
      async (c) => c.json(await getMe(deps, requireViewer(c.get('viewer')).userId)),
    );
}

function deviceOf(c: Context<AppEnv>): Device {
  return { address: c.get('clientAddress'), userAgent: c.req.header('user-agent') ?? null };
}
