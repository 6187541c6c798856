import { Hono } from 'hono';
import { SIGN_IN_RETURN } from '../../../shared/sign-in-return.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { type AccountPageDeps, goTo } from './deps.ts';
import { callOrigin } from './origin-call.ts';
import { leadAway } from './provider-trips.tsx';
import { ownPath, readForm } from './read-form.ts';

/** Signing in at a provider: there by a form, and back, with or without JavaScript. */
export function providerPages(deps: AccountPageDeps): Hono<EdgeEnv> {
  const publicOrigin = new URL(deps.publicUrl).origin;
  const inNext = (path: string, next: string) => `${path}?next=${encodeURIComponent(next)}`;
  const failed = (next: string, why = 'unknown') =>
    goTo(`${inNext('/account/sign-in', next)}&failed=${encodeURIComponent(why)}`);

  return new Hono<EdgeEnv>()
    .post('/account/sign-in/elsewhere', async (c) => {
      const { provider_id = '', next: wanted } = await readForm(c.req.raw, publicOrigin);
      const next = ownPath(wanted, publicOrigin);
      const start = `/auth/openid/${encodeURIComponent(provider_id)}/start`;
      const body = { return_to: inNext(SIGN_IN_RETURN, next) };
      const trip = await callOrigin<{ url: string }>(c, deps.forward, 'POST', start, body);
      return trip.ok ? leadAway(c, deps, provider_id, trip) : failed(next);
    })
    .get(SIGN_IN_RETURN, async (c) => {
      const next = ownPath(c.req.query('next'), publicOrigin);
      const { second_factor, sign_in_error: why, due_at = '', challenge } = c.req.query();
      if (second_factor !== undefined)
        return goTo(`${inNext('/account/sign-in/code', next)}&challenge=${encodeURIComponent(second_factor)}`);
      if (why === 'account_leaving') {
        const told = { due_at, ...(challenge === undefined ? {} : { challenge }) };
        return goTo(`/account/sign-in/leaving?${new URLSearchParams(told)}`);
      }
      if (why !== undefined) return failed(next, why);
      const me = await callOrigin(c, deps.forward, 'GET', '/me');
      return me.ok ? goTo(next) : failed(next);
    });
}
