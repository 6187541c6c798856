import { type Context, Hono } from 'hono';
import type { DeviceSession, Me } from '../../../shared/contracts/auth.ts';
import type { Identity, WaysIn } from '../../../shared/contracts/openid.ts';
import type { Passkey } from '../../../shared/contracts/passkeys.ts';
import { signOutCookies } from '../../../shared/session-cookies.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { sayFor } from '../visit.ts';
import { act, proofIn } from './act.ts';
import { type AccountPageDeps, goTo, instead, signInFirst } from './deps.ts';
import { callOrigin, isSignedOut, type Outcome, type Refused } from './origin-call.ts';
import { ownProblemOf } from './problems.ts';
import { leadAway } from './provider-trips.tsx';
import { type Form, readForm } from './read-form.ts';
import { SecurityPage } from './security.tsx';

/** What `/account?done=…` says. */
const notices = {
  password: 'account.done_password',
  device: 'account.done_device',
  mail: 'account.done_mail',
  'second-factor': 'account.done_second_factor',
  passkey: 'account.done_passkey',
  'passkey-removed': 'account.done_passkey_removed',
  unlinked: 'account.done_unlinked',
} as const;

const isNotice = (name: string): name is keyof typeof notices => Object.hasOwn(notices, name);

/** The signed-in user's own account. Whoever is not signed in any more is asked to, and comes back. */
export function ownPages({ forward, page, publicUrl, now }: AccountPageDeps): Hono<EdgeEnv> {
  const publicOrigin = new URL(publicUrl).origin;

  async function account(c: Context<EdgeEnv>, refused: Refused | null = null): Promise<Response> {
    const [me, devices, passkeys, identities, ways] = await Promise.all([
      callOrigin<Me>(c, forward, 'GET', '/me'),
      callOrigin<{ sessions: DeviceSession[] }>(c, forward, 'GET', '/me/sessions'),
      callOrigin<{ passkeys: Passkey[] }>(c, forward, 'GET', '/me/passkeys'),
      callOrigin<{ identities: Identity[] }>(c, forward, 'GET', '/me/identities'),
      callOrigin<WaysIn>(c, forward, 'GET', '/auth/ways'),
    ]);
    if (!me.ok) return instead(me, '/account');
    if (!devices.ok) return instead(devices, '/account');
    if (!passkeys.ok) return instead(passkeys, '/account');
    if (!identities.ok) return instead(identities, '/account');
    if (!ways.ok) return instead(ways, '/account');
    const say = sayFor(c);
    const { done = '', failed } = c.req.query();
    const notice = refused === null && isNotice(done) ? say(notices[done]) : null;
    // Only a script goes to this address.
    const problem = failed === 'passkey' ? say('account.failed_passkey') : null;
    const { sessions } = devices.value;
    const elsewhere = { identities: identities.value.identities, providers: ways.value.providers };
    return page(
      c,
      (nonce) => (
        <SecurityPage
          {...{
            nonce,
            me: me.value,
            devices: sessions,
            passkeys: passkeys.value.passkeys,
            nowMs: now(),
            notice,
            ...elsewhere,
          }}
          problem={refused ? ownProblemOf(c, refused) : problem}
          wrong={refused?.fields ?? []}
        />
      ),
      { status: refused?.status ?? 200, headers: {} },
    );
  }

  /** Does what a form of the page asks for by one call of the API. */
  const submit = (c: Context<EdgeEnv>, call: (form: Form) => Promise<Outcome<unknown>>, done: string) =>
    act(c, publicOrigin, call, done, { path: '/account', again: account });

  return new Hono<EdgeEnv>()
    .get('/account', (c) => account(c))
    .post('/account/sign-out', async (c) => {
      await readForm(c.req.raw, publicOrigin);
      const devices = await callOrigin<{ sessions: DeviceSession[] }>(c, forward, 'GET', '/me/sessions');
      const current = devices.ok ? devices.value.sessions.find((device) => device.current) : undefined;
      if (current) await callOrigin(c, forward, 'DELETE', `/me/sessions/${current.session_id}`);
      return goTo('/', signOutCookies(publicUrl));
    })
    .post('/account/sign-out-everywhere', async (c) => {
      await readForm(c.req.raw, publicOrigin);
      const outcome = await callOrigin(c, forward, 'DELETE', '/me/sessions');
      return outcome.ok || isSignedOut(outcome) ? goTo('/', signOutCookies(publicUrl)) : account(c, outcome);
    })
    .post('/account/sign-out-device', (c) =>
      submit(
        c,
        ({ session_id = '' }) => callOrigin(c, forward, 'DELETE', `/me/sessions/${encodeURIComponent(session_id)}`),
        '/account?done=device',
      ),
    )
    .post('/account/remove-passkey', (c) =>
      submit(
        c,
        ({ passkey_id = '' }) => callOrigin(c, forward, 'DELETE', `/me/passkeys/${encodeURIComponent(passkey_id)}`),
        '/account?done=passkey-removed',
      ),
    )
    .post('/account/send-confirmation', (c) =>
      submit(c, () => callOrigin(c, forward, 'POST', '/me/email-verification'), '/account?done=mail'),
    )
    .post('/account/password', (c) =>
      submit(
        c,
        ({ current_password = '', new_password = '' }) =>
          callOrigin(c, forward, 'PUT', '/me/password', { current_password, new_password }),
        '/account?done=password',
      ),
    )
    .post('/account/unlink-identity', (c) =>
      submit(
        c,
        ({ identity_id = '' }) => callOrigin(c, forward, 'DELETE', `/me/identities/${encodeURIComponent(identity_id)}`),
        '/account?done=unlinked',
      ),
    )
    .post('/account/link-identity', async (c) => {
      const { provider_id = '', ...form } = await readForm(c.req.raw, publicOrigin);
      const body = { provider_id, return_to: '/account', ...proofIn(form) };
      const trip = await callOrigin<{ url: string }>(c, forward, 'POST', '/me/identities', body);
      if (!trip.ok) return isSignedOut(trip) ? signInFirst('/account') : account(c, trip);
      return leadAway(c, { forward, page }, provider_id, trip);
    });
}
