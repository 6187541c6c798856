import { type Context, Hono } from 'hono';
import * as z from 'zod';
import {
  beginTripSchema,
  type Identity,
  identityListSchema,
  linkIdentitySchema,
  providerIdSchema,
  tripSchema,
  type WaysIn,
  waysInSchema,
} from '../../../shared/contracts/openid.ts';
import { idSchema } from '../../../shared/ids.ts';
import { linkHolderOf } from '../../audit/actor-of.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { operation } from '../../http/operation.ts';
import { validated } from '../../http/validated.ts';
import { requireViewer } from '../../http/viewer.ts';
import { askerOf } from '../asker.ts';
import { deviceOf } from '../device-of.ts';
import { relyingPartyOf } from '../passkeys/relying-party.ts';
import { confirmIdentity } from '../password/confirm-identity.ts';
import { requireOwnPage } from '../sessions/answer-session.ts';
import { signInCookies } from '../sessions/session-cookies.ts';
import { comeBack } from './come-back.ts';
import type { OpenidClients, OpenidDeps } from './deps.ts';
import { unlinkIdentity } from './link-identity.ts';
import type { IdentityRow } from './store.ts';
import { beginTrip } from './trip.ts';
import { tripCookie, tripTokenOf } from './trip-cookie.ts';

const providerParamSchema = z.object({ provider_id: providerIdSchema });
const identityParamSchema = z.object({ identity_id: idSchema });
/** RFC 6749 §4.1.2 and RFC 9207. Providers add parameters of their own. */
const callbackSchema = z.looseObject({
  code: z.string().optional(),
  state: z.string().optional(),
  iss: z.string().optional(),
  error: z.string().optional(),
});

export function openidRoutes(deps: OpenidDeps) {
  const { publicUrl } = deps;
  const ownPagesOnly = 'For pages of this host: the browser gets a cookie that binds what comes back to it.';
  const sendAway = (c: Context<AppEnv>, { url, token }: { url: string; token: string }) => {
    c.header('set-cookie', tripCookie(token, publicUrl), { append: true });
    return c.json({ url }, 200, { 'cache-control': 'no-store' });
  };
  return new Hono<AppEnv>()
    .get(
      '/auth/ways',
      operation({
        tag: 'Accounts',
        summary: 'How people sign in here',
        answer: { status: 200, description: 'For the sign-in page', body: waysInSchema },
        auth: 'none',
      }),
      (c) =>
        c.json({
          password: true,
          passkeys: relyingPartyOf(publicUrl) !== null,
          providers: deps.openidClients.map(({ id, label }) => ({ provider_id: id, label })),
        } satisfies WaysIn),
    )
    .post(
      '/auth/openid/:provider_id/start',
      operation({
        tag: 'Accounts',
        summary: 'Begin to sign in at an OpenID provider',
        description: ownPagesOnly,
        answer: { status: 200, description: 'Where the browser is to go', body: tripSchema },
        errors: ['not_found', 'provider_unavailable', 'csrf_rejected'],
        auth: 'none',
      }),
      validated('param', providerParamSchema),
      validated('json', beginTripSchema),
      async (c) => {
        requireOwnPage(c, publicUrl);
        const providerId = c.req.valid('param').provider_id;
        const returnTo = c.req.valid('json').return_to;
        return sendAway(c, await beginTrip(deps, { providerId, returnTo, linkFor: null }));
      },
    )
    .get(
      '/auth/openid/:provider_id/callback',
      operation({
        tag: 'Accounts',
        summary: 'Where a provider sends the browser back to',
        description:
          'Signs it in with cookies and leads it to `return_to`, with `sign_in_error=CODE` in the fragment when that failed, ' +
          'and `second_factor=CHALLENGE` when a code is asked for; in the query of `/account/sign-in/back?next=…`.',
        answer: { status: 303, description: 'To a page of this host', body: null },
        auth: 'none',
      }),
      validated('param', providerParamSchema),
      validated('query', callbackSchema),
      async (c) => {
        const came = await comeBack(deps, {
          providerId: c.req.valid('param').provider_id,
          query: new URL(c.req.url).searchParams,
          token: tripTokenOf(c.req.header('cookie'), publicUrl),
          device: deviceOf(c),
          actorFor: (userId) => linkHolderOf(c, userId),
        });
        if (came.error) c.get('log').info({ err: came.error }, 'a sign-in at a provider came to nothing');
        const cookies = came.session ? signInCookies(came.session, publicUrl) : [];
        for (const cookie of [tripCookie(null, publicUrl), ...cookies])
          c.header('set-cookie', cookie, { append: true });
        c.header('cache-control', 'no-store');
        // Absolute, so that no path can be read as another host.
        return c.redirect(`${new URL(publicUrl).origin}${came.to}`, 303);
      },
    )
    .get(
      '/me/identities',
      operation({
        tag: 'Accounts',
        summary: 'The accounts elsewhere that sign in to this one',
        answer: { status: 200, description: 'Oldest first', body: identityListSchema },
        auth: 'required',
      }),
      async (c) => {
        const rows = await deps.identities.listOf(requireViewer(c.get('viewer')).userId);
        return c.json({ identities: rows.map((row) => present(row, deps.openidClients)), next_cursor: null });
      },
    )
    .post(
      '/me/identities',
      operation({
        tag: 'Accounts',
        summary: 'Begin to link an account at an OpenID provider',
        description: ownPagesOnly,
        answer: { status: 200, description: 'Where the browser is to go', body: tripSchema },
        errors: [
          'not_found',
          'invalid_credentials',
          'reauthentication_required',
          'provider_unavailable',
          'rate_limited',
        ],
        auth: 'required',
      }),
      validated('json', linkIdentitySchema),
      async (c) => {
        requireOwnPage(c, publicUrl);
        const { provider_id: providerId, return_to: returnTo, password } = c.req.valid('json');
        const { userId, sessionId } = askerOf(c);
        await confirmIdentity(deps, { userId, sessionId }, password);
        return sendAway(c, await beginTrip(deps, { providerId, returnTo, linkFor: { userId, sessionId } }));
      },
    )
    .delete(
      '/me/identities/:identity_id',
      operation({
        tag: 'Accounts',
        summary: 'Unlink an account elsewhere',
        answer: { status: 204, description: 'Unlinked', body: null },
        errors: ['not_found', 'last_way_in'],
        auth: 'required',
      }),
      validated('param', identityParamSchema),
      async (c) => {
        await unlinkIdentity(deps, askerOf(c), c.req.valid('param').identity_id);
        return c.body(null, 204);
      },
    );
}

function present(row: IdentityRow, clients: OpenidClients): Identity {
  return {
    identity_id: row.id,
    provider_id: clients.find(({ issuer }) => issuer === row.issuer)?.id ?? null,
    issuer: row.issuer,
    email: row.email,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt.toISOString(),
  };
}
