import { type Context, Hono } from 'hono';
import type { Me } from '../../../shared/contracts/auth.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { type AccountPageDeps, instead, signInFirst } from './deps.ts';
import { DonePage } from './frame.tsx';
import { KeepPage } from './leaving.tsx';
import { BecomeAdminPage, ForgotPasswordPage, ResetPasswordPage, VerifyEmailPage } from './link-pages.tsx';
import { callOrigin, isSignedOut } from './origin-call.ts';
import { problemOf } from './problems.ts';
import { readForm } from './read-form.ts';

/** The pages that links in mails point at. To open one changes nothing; its button does, once. */
export function linkPages({ forward, page, publicUrl }: AccountPageDeps): Hono<EdgeEnv> {
  const publicOrigin = new URL(publicUrl).origin;
  const tokenOf = (c: Context<EdgeEnv>) => c.req.query('token') ?? '';
  const done = (c: Context<EdgeEnv>, title: string, text: string, link = { href: '/account', label: 'Your account' }) =>
    page(c, (nonce) => <DonePage {...{ title, text, link, nonce }} />);
  const signIn = { href: '/account/sign-in', label: 'Sign in' };

  return new Hono<EdgeEnv>()
    .get('/account/verify-email', (c) =>
      page(c, (nonce) => <VerifyEmailPage nonce={nonce} token={tokenOf(c)} problem={null} />),
    )
    .post('/account/verify-email', async (c) => {
      const { token = '' } = await readForm(c.req.raw, publicOrigin);
      const outcome = await callOrigin(c, forward, 'POST', '/auth/verify-email', { token });
      if (outcome.ok) return done(c, 'Confirmed', 'This e-mail address is yours.');
      const problem = problemOf(outcome);
      return page(c, (nonce) => <VerifyEmailPage {...{ nonce, token, problem }} />, refusal(outcome.status));
    })
    .get('/account/forgot-password', (c) =>
      page(c, (nonce) => <ForgotPasswordPage {...{ nonce, form: {}, next: '', problem: null, wrong: [] }} />),
    )
    .post('/account/forgot-password', async (c) => {
      const form = await readForm(c.req.raw, publicOrigin);
      const outcome = await callOrigin(c, forward, 'POST', '/auth/password-reset', { email: form.email ?? '' });
      if (outcome.ok) {
        const text = 'If there is an account with this address, a link is on its way. It works for two hours.';
        return done(c, 'Look into your mail', text, signIn);
      }
      const problem = problemOf(outcome);
      return page(
        c,
        (nonce) => <ForgotPasswordPage {...{ nonce, form, next: '', problem, wrong: outcome.fields }} />,
        refusal(outcome.status),
      );
    })
    .get('/account/reset-password', (c) =>
      page(c, (nonce) => <ResetPasswordPage nonce={nonce} token={tokenOf(c)} problem={null} wrong={[]} />),
    )
    .post('/account/reset-password', async (c) => {
      const { token = '', password = '' } = await readForm(c.req.raw, publicOrigin);
      const outcome = await callOrigin(c, forward, 'POST', '/auth/password-reset/complete', { token, password });
      if (outcome.ok) return done(c, 'The password is set', 'All devices are signed out.', signIn);
      const problem = problemOf(outcome);
      return page(
        c,
        (nonce) => <ResetPasswordPage {...{ nonce, token, problem, wrong: outcome.fields }} />,
        refusal(outcome.status),
      );
    })
    .get('/account/keep', (c) => page(c, (nonce) => <KeepPage nonce={nonce} token={tokenOf(c)} problem={null} />))
    .post('/account/keep', async (c) => {
      const { token = '' } = await readForm(c.req.raw, publicOrigin);
      const outcome = await callOrigin(c, forward, 'POST', '/auth/keep-account', { token });
      if (outcome.ok) return done(c, 'Your account stays', 'Everything is as it was. Please sign in.', signIn);
      const problem = problemOf(outcome);
      return page(c, (nonce) => <KeepPage {...{ nonce, token, problem }} />, refusal(outcome.status));
    })
    .get('/account/become-admin', async (c) => {
      const me = await callOrigin<Me>(c, forward, 'GET', '/me');
      if (!me.ok) return instead(me, `${c.req.path}?token=${encodeURIComponent(tokenOf(c))}`);
      const { username } = me.value;
      return page(c, (nonce) => <BecomeAdminPage {...{ nonce, token: tokenOf(c), problem: null, username }} />);
    })
    .post('/account/become-admin', async (c) => {
      const { token = '' } = await readForm(c.req.raw, publicOrigin);
      const outcome = await callOrigin(c, forward, 'POST', '/me/admin', { token });
      if (outcome.ok) return done(c, 'You are an admin', 'It counts for everything you do from here on.');
      if (isSignedOut(outcome)) return signInFirst(`${c.req.path}?token=${encodeURIComponent(token)}`);
      return page(
        c,
        (nonce) => (
          <DonePage
            title="This did not work"
            text={problemOf(outcome)}
            link={{ href: '/account', label: 'Your account' }}
            nonce={nonce}
          />
        ),
        refusal(outcome.status),
      );
    });
}

const refusal = (status: number) => ({ status, headers: {} });
