import { Hono } from 'hono';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { type AccountPageDeps, goTo } from './deps.ts';
import { callOrigin } from './origin-call.ts';
import { leadAway } from './provider-trips.tsx';
import { ownPath, readForm } from './read-form.ts';

/** Signing in at a provider: there by a form, and back, with or without JavaScript. */
export function providerPages(deps: AccountPageDeps): Hono<EdgeEnv> {
  const publicOrigin = new URL(deps.publicUrl).origin;
  const inNext = (path: string, next: string) => `${path}?next=${encodeURIComponent(next)}`;
  /** A fragment that says why is still on the address after this. */
  const failed = (next: string) => goTo(`${inNext('/account/sign-in', next)}&failed=elsewhere`);

  return new Hono<EdgeEnv>()
    .post('/account/sign-in/elsewhere', async (c) => {
      const { provider_id = '', next: wanted } = await readForm(c.req.raw, publicOrigin);
      const next = ownPath(wanted, publicOrigin);
      const start = `/auth/openid/${encodeURIComponent(provider_id)}/start`;
      const body = { return_to: inNext('/account/sign-in/back', next) };
      const trip = await callOrigin<{ url: string }>(c, deps.forward, 'POST', start, body);
      return trip.ok ? leadAway(c, deps, provider_id, trip) : failed(next);
    })
    .get('/account/sign-in/back', async (c) => {
      const next = ownPath(c.req.query('next'), publicOrigin);
      const me = await callOrigin(c, deps.forward, 'GET', '/me');
      return me.ok ? goTo(next) : failed(next);
    });
}
