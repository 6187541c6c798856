import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { Me } from '../../../shared/contracts/auth.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { sayFor } from '../visit.ts';
import { type AccountPageDeps, instead, signInFirst } from './deps.ts';
import { DonePage } from './frame.tsx';
import { KeepPage } from './leaving.tsx';
import {
  BecomeAdminPage,
  ForgotPasswordPage,
  ResetPasswordPage,
  type TokenProps,
  UnsubscribePage,
  VerifyEmailPage,
} from './link-pages.tsx';
import { callOrigin, isSignedOut, type Refused } from './origin-call.ts';
import { problemOf } from './problems.ts';
import { readForm } from './read-form.ts';

const places = {
  account: { href: '/account', label: 'account.your_account' },
  signIn: { href: '/account/sign-in', label: 'account.sign_in' },
  notifications: { href: '/studio/notifications', label: 'mails.settings' },
} as const;

/** How each of the forms ends, and where one goes on. */
const endings = {
  confirmed: { title: 'account.confirmed', text: 'account.confirmed_text', place: 'account' },
  linkSent: { title: 'account.look_into_mail', text: 'account.link_sent', place: 'signIn' },
  passwordSet: { title: 'account.password_set', text: 'account.all_signed_out', place: 'signIn' },
  mailsOff: { title: 'mails.stopped', text: 'mails.stopped_text', place: 'notifications' },
  stays: { title: 'account.stays', text: 'account.stays_text', place: 'signIn' },
  isAdmin: { title: 'account.is_admin', text: 'account.is_admin_text', place: 'account' },
} as const;

/** Where another link comes from, when one does not work. */
const renewals = {
  'verify-email': { text: 'account.verify_again', href: '/account', label: 'account.your_account' },
  'reset-password': { text: 'account.reset_again', href: '/account/forgot-password', label: 'account.send_link' },
  keep: { text: 'account.keep_again', href: '/account/sign-in', label: 'account.sign_in' },
  'become-admin': { text: 'account.admin_again', href: '/account', label: 'account.your_account' },
  unsubscribe: { text: 'account.stop_again', href: '/studio/notifications', label: 'mails.settings' },
} as const;

/** A token that is not whole is refused as a field; one that was used, or is too old, as a link. */
const isBroken = ({ code, fields }: Refused) => code === 'link_invalid' || fields.includes('token');

/** The pages that links in mails point at. To open one changes nothing; its button does, once. */
export function linkPages({ forward, page, publicUrl }: AccountPageDeps): Hono<EdgeEnv> {
  const publicOrigin = new URL(publicUrl).origin;
  const tokenOf = (c: Context<EdgeEnv>) => c.req.query('token') ?? '';
  const done = (c: Context<EdgeEnv>, ending: keyof typeof endings) => {
    const say = sayFor(c);
    const { title, text, place } = endings[ending];
    const link = { href: places[place].href, label: say(places[place].label) };
    return page(c, (nonce) => <DonePage title={say(title)} text={say(text)} {...{ link, nonce }} />);
  };

  const broken = (c: Context<EdgeEnv>, link: keyof typeof renewals) => {
    const say = sayFor(c);
    const { text, href, label } = renewals[link];
    const props = { title: say('account.link_broken'), text: `${say('account.link_broken_text')} ${say(text)}` };
    return page(c, (nonce) => <DonePage {...props} link={{ href, label: say(label) }} nonce={nonce} />, refusal(400));
  };
  const open = (c: Context<EdgeEnv>, link: keyof typeof renewals, Page: FC<TokenProps>) => {
    const token = tokenOf(c);
    return token === '' ? broken(c, link) : page(c, (nonce) => <Page {...{ nonce, token, problem: null }} />);
  };

  return new Hono<EdgeEnv>()
    .get('/account/verify-email', (c) => open(c, 'verify-email', VerifyEmailPage))
    .post('/account/verify-email', async (c) => {
      const { token = '' } = await readForm(c.req.raw, publicOrigin);
      const outcome = await callOrigin(c, forward, 'POST', '/auth/verify-email', { token });
      if (outcome.ok) return done(c, 'confirmed');
      if (isBroken(outcome)) return broken(c, 'verify-email');
      const problem = problemOf(c, outcome);
      return page(c, (nonce) => <VerifyEmailPage {...{ nonce, token, problem }} />, refusal(outcome.status));
    })
    .get('/account/forgot-password', (c) =>
      page(c, (nonce) => <ForgotPasswordPage {...{ nonce, form: {}, next: '', problem: null, wrong: [] }} />),
    )
    .post('/account/forgot-password', async (c) => {
      const form = await readForm(c.req.raw, publicOrigin);
      const outcome = await callOrigin(c, forward, 'POST', '/auth/password-reset', { email: form.email ?? '' });
      if (outcome.ok) return done(c, 'linkSent');
      const problem = problemOf(c, outcome);
      return page(
        c,
        (nonce) => <ForgotPasswordPage {...{ nonce, form, next: '', problem, wrong: outcome.fields }} />,
        refusal(outcome.status),
      );
    })
    .get('/account/reset-password', (c) => open(c, 'reset-password', ResetPasswordPage))
    .post('/account/reset-password', async (c) => {
      const { token = '', password = '' } = await readForm(c.req.raw, publicOrigin);
      const outcome = await callOrigin(c, forward, 'POST', '/auth/password-reset/complete', { token, password });
      if (outcome.ok) return done(c, 'passwordSet');
      if (isBroken(outcome)) return broken(c, 'reset-password');
      const problem = problemOf(c, outcome);
      return page(
        c,
        (nonce) => <ResetPasswordPage {...{ nonce, token, problem, wrong: outcome.fields }} />,
        refusal(outcome.status),
      );
    })
    .get('/account/keep', (c) => open(c, 'keep', KeepPage))
    .post('/account/keep', async (c) => {
      const { token = '' } = await readForm(c.req.raw, publicOrigin);
      const outcome = await callOrigin(c, forward, 'POST', '/auth/keep-account', { token });
      if (outcome.ok) return done(c, 'stays');
      if (isBroken(outcome)) return broken(c, 'keep');
      const problem = problemOf(c, outcome);
      return page(c, (nonce) => <KeepPage {...{ nonce, token, problem }} />, refusal(outcome.status));
    })
    .get('/account/unsubscribe', (c) => open(c, 'unsubscribe', UnsubscribePage))
    .post('/account/unsubscribe', async (c) => {
      // Mail programs send the same as the button, from nowhere (RFC 8058 §3.1). The token alone counts, and no cookie.
      const token = tokenOf(c);
      const outcome = await callOrigin(c, forward, 'POST', '/notification-mails/unsubscribe', { token });
      if (outcome.ok) return done(c, 'mailsOff');
      if (isBroken(outcome)) return broken(c, 'unsubscribe');
      const problem = problemOf(c, outcome);
      return page(c, (nonce) => <UnsubscribePage {...{ nonce, token, problem }} />, refusal(outcome.status));
    })
    .get('/account/become-admin', async (c) => {
      if (tokenOf(c) === '') return broken(c, 'become-admin');
      const me = await callOrigin<Me>(c, forward, 'GET', '/me');
      if (!me.ok) return instead(me, `${c.req.path}?token=${encodeURIComponent(tokenOf(c))}`);
      const { username } = me.value;
      return page(c, (nonce) => <BecomeAdminPage {...{ nonce, token: tokenOf(c), problem: null, username }} />);
    })
    .post('/account/become-admin', async (c) => {
      const { token = '' } = await readForm(c.req.raw, publicOrigin);
      const outcome = await callOrigin(c, forward, 'POST', '/me/admin', { token });
      if (outcome.ok) return done(c, 'isAdmin');
      if (isSignedOut(outcome)) return signInFirst(`${c.req.path}?token=${encodeURIComponent(token)}`);
      if (isBroken(outcome)) return broken(c, 'become-admin');
      const say = sayFor(c);
      return page(
        c,
        (nonce) => (
          <DonePage
            title={say('account.did_not_work')}
            text={problemOf(c, outcome)}
            link={{ href: '/account', label: say('account.your_account') }}
            nonce={nonce}
          />
        ),
        refusal(outcome.status),
      );
    });
}

const refusal = (status: number) => ({ status, headers: {} });
