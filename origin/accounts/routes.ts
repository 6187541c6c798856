import { Hono } from 'hono';
import * as z from 'zod';
import {
  cookieSessionSchema,
  meSchema,
  refreshSchema,
  type SignUpAsked,
  sessionSchema,
  signInSchema,
  signUpAskedSchema,
  signUpSchema,
} from '../../shared/contracts/auth.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { requireViewer } from '../http/viewer.ts';
import { deviceOf } from './device-of.ts';
import { getMe } from './get-me.ts';
import type { LinkDeps } from './links/deps.ts';
import { requestSignUp } from './pending-sign-ups/request-sign-up.ts';
import { refreshSession } from './refresh-session.ts';
import { answerSession, answerSignedOut, refreshTokenOf, requireOwnPage } from './sessions/answer-session.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';
import { signUp } from './sign-up.ts';

const jwksSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });

const eitherSessionSchema = z.union([sessionSchema, cookieSessionSchema]);
const cookieDescription =
  'With `cookies` the tokens are set as HttpOnly cookies instead of answered; only pages of this host may ask for that.';

export function accountRoutes(deps: LinkDeps) {
  const { publicUrl } = deps;
  return new Hono<AppEnv>()
    .post(
      '/auth/sign-up',
      operation({
        tag: 'Accounts',
        summary: 'Make an account with its channel and sign in',
        description: `${cookieDescription} Where addresses are confirmed first, the answer is 202 for every address, and the account is there once the link in the mail was followed.`,
        answer: { status: 201, description: 'Signed in', body: eitherSessionSchema },
        otherAnswer: { status: 202, description: 'A mail is on its way', body: signUpAskedSchema },
        errors: [
          'email_taken',
          'username_taken',
          'email_refused',
          'password_breached',
          'rate_limited',
          'csrf_rejected',
        ],
        auth: 'none',
      }),
      validated('json', signUpSchema),
      async (c) => {
        const { cookies: inCookies = false, ...input } = c.req.valid('json');
        if (inCookies) requireOwnPage(c, publicUrl);
        if (deps.confirmSignUps) {
          await requestSignUp(deps, input, deviceOf(c));
          return c.json({ confirmation: 'sent' } satisfies SignUpAsked, 202);
        }
        return answerSession(c, await signUp(deps, input, deviceOf(c)), { publicUrl, inCookies, status: 201 });
      },
    )
    .post(
      '/auth/sign-in',
      operation({
        tag: 'Accounts',
        summary: 'Sign in with e-mail and password',
        description: cookieDescription,
        answer: { status: 200, description: 'Signed in', body: eitherSessionSchema },
        errors: ['invalid_credentials', 'account_suspended', 'account_leaving', 'rate_limited', 'csrf_rejected'],
        auth: 'none',
      }),
      validated('json', signInSchema),
      async (c) => {
        const { cookies: inCookies = false, ...input } = c.req.valid('json');
        if (inCookies) requireOwnPage(c, publicUrl);
        return answerSession(c, await signIn(deps, input, deviceOf(c)), { publicUrl, inCookies, status: 200 });
      },
    )
    .post(
      '/auth/refresh',
      operation({
        tag: 'Accounts',
        summary: 'Trade a refresh token for a new pair of tokens',
        description:
          'Each refresh token works once; using one twice ends every session that descends from its sign-in. ' +
          'Without one in the body, the one in the cookie is traded for new cookies.',
        answer: { status: 200, description: 'A new pair of tokens', body: eitherSessionSchema },
        errors: ['refresh_token_invalid', 'account_suspended', 'csrf_rejected'],
        auth: 'none',
      }),
      validated('json', refreshSchema),
      async (c) => {
        const { token, inCookies } = refreshTokenOf(c, c.req.valid('json'), publicUrl);
        return answerSession(c, await refreshSession(deps, token), { publicUrl, inCookies, status: 200 });
      },
    )
    .post(
      '/auth/sign-out',
      operation({
        tag: 'Accounts',
        summary: 'End the session of a refresh token',
        description: 'Of the one in the body, else of the one in the cookie, and the cookies go.',
        answer: { status: 204, description: 'Signed out, or there was no such session', body: null },
        errors: ['refresh_token_invalid', 'csrf_rejected'],
        auth: 'none',
      }),
      validated('json', refreshSchema),
      async (c) => {
        await signOut(deps, refreshTokenOf(c, c.req.valid('json'), publicUrl).token);
        return answerSignedOut(c, publicUrl);
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
        scope: 'account:read',
      }),
      async (c) => c.json(await getMe(deps, requireViewer(c.get('viewer')).userId)),
    );
}
