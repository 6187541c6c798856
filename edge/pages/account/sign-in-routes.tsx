import { type Context, Hono } from 'hono';
import type { AccountLeaving } from '../../../shared/contracts/privacy.ts';
import { tripProblem } from '../../../shared/messages/trip-problem.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { sayFor } from '../visit.ts';
import { type AccountPageDeps, goTo } from './deps.ts';
import { DonePage } from './frame.tsx';
import { LeavingPage } from './leaving.tsx';
import { callOrigin, type Refused } from './origin-call.ts';
import { problemOf } from './problems.ts';
import { waysIn } from './provider-trips.tsx';
import { type Form, ownPath, readForm } from './read-form.ts';
import { CodePage, type FormProps, SignInPage, SignUpPage } from './sign-in.tsx';

/** Signing in and up by forms, with or without JavaScript: each becomes the call of the API that the web client makes. */
export function signInPages(deps: AccountPageDeps): Hono<EdgeEnv> {
  const { forward, page } = deps;
  const publicOrigin = new URL(deps.publicUrl).origin;
  const nextOf = (c: Context<EdgeEnv>, form?: Form) => ownPath(form?.next ?? c.req.query('next'), publicOrigin);
  const propsOf = (
    c: Context<EdgeEnv>,
    next: string,
    form: Form = {},
    refused: Refused | null = null,
  ): Omit<FormProps, 'nonce'> => ({
    form,
    next,
    problem: refused && problemOf(c, refused),
    wrong: refused?.fields ?? [],
  });
  const signIn = async (
    c: Context<EdgeEnv>,
    props: Omit<FormProps, 'nonce'>,
    refused: Refused | null = null,
  ): Promise<Response> => {
    const ways = await waysIn(c, deps);
    return page(c, (nonce) => <SignInPage {...{ nonce, ways, ...props }} />, {
      status: refused?.status ?? 200,
      headers: {},
    });
  };
  const askForCode = (c: Context<EdgeEnv>, next: string, challenge: string, refused: Refused | null) =>
    page(c, (nonce) => <CodePage nonce={nonce} challenge={challenge} {...propsOf(c, next, {}, refused)} />, {
      status: refused?.status ?? 200,
      headers: {},
    });
  const leaving = (c: Context<EdgeEnv>, told: AccountLeaving, status: number, problem: string | null = null) =>
    page(c, (nonce) => <LeavingPage nonce={nonce} problem={problem} {...told} />, { status, headers: {} });

  return (
    new Hono<EdgeEnv>()
      .get('/account/sign-in', (c) => {
        const failed = c.req.query('failed');
        const problem = failed === undefined ? null : sayFor(c)(tripProblem(failed));
        return signIn(c, { ...propsOf(c, nextOf(c)), problem });
      })
      .get('/account/sign-up', (c) => page(c, (nonce) => <SignUpPage nonce={nonce} {...propsOf(c, nextOf(c))} />))
      // From a trip to a provider, whose challenge is worth nothing without a code.
      .get('/account/sign-in/code', (c) => askForCode(c, nextOf(c), c.req.query('challenge') ?? '', null))
      .post('/account/sign-in', async (c) => {
        const form = await readForm(c.req.raw, publicOrigin);
        const next = nextOf(c, form);
        const { email = '', password = '' } = form;
        const outcome = await callOrigin(c, forward, 'POST', '/auth/sign-in', { email, password, cookies: true });
        if (outcome.ok) return goTo(next, outcome.cookies);
        const told = leavingIn(outcome);
        if (told) return leaving(c, told, outcome.status);
        if (outcome.code === 'second_factor_required') return askForCode(c, next, challengeIn(outcome.details), null);
        return signIn(c, propsOf(c, next, form, outcome), outcome);
      })
      .post('/account/sign-in/code', async (c) => {
        const form = await readForm(c.req.raw, publicOrigin);
        const next = nextOf(c, form);
        const { challenge = '', code = '' } = form;
        const body = { challenge, code, cookies: true };
        const outcome = await callOrigin(c, forward, 'POST', '/auth/sign-in/second-factor', body);
        if (outcome.ok) return goTo(next, outcome.cookies);
        const told = leavingIn(outcome);
        return told ? leaving(c, told, outcome.status) : askForCode(c, next, challenge, outcome);
      })
      // From scripts, which were told so by a passkey or a provider.
      .get('/account/sign-in/leaving', (c) => {
        const { due_at = '', challenge = null } = c.req.query();
        return leaving(c, { due_at, challenge }, 200);
      })
      .post('/account/sign-in/leaving', async (c) => {
        const { challenge = '', due_at = '' } = await readForm(c.req.raw, publicOrigin);
        const outcome = await callOrigin(c, forward, 'POST', '/auth/keep-account/mail', { challenge });
        if (!outcome.ok) return leaving(c, { due_at, challenge }, outcome.status, problemOf(c, outcome));
        const say = sayFor(c);
        return page(c, (nonce) => (
          <DonePage
            title={say('account.look_into_mail')}
            text={say('account.keep_mail_sent')}
            link={{ href: '/', label: say('common.go_home') }}
            nonce={nonce}
          />
        ));
      })
      .post('/account/sign-up', async (c) => {
        const form = await readForm(c.req.raw, publicOrigin);
        const next = nextOf(c, form);
        const { email = '', username = '', password = '', birth_date } = form;
        const body = { email, username, password, ...(birth_date === undefined ? {} : { birth_date }), cookies: true };
        const outcome = await callOrigin(c, forward, 'POST', '/auth/sign-up', body);
        if (!outcome.ok)
          return page(c, (nonce) => <SignUpPage nonce={nonce} {...propsOf(c, next, form, outcome)} />, {
            status: outcome.status,
            headers: {},
          });
        if (outcome.cookies.length > 0) return goTo(next, outcome.cookies);
        const say = sayFor(c);
        return page(c, (nonce) => (
          <DonePage
            title={say('account.look_into_mail')}
            text={say('account.sign_up_sent', { email })}
            link={{ href: '/', label: say('common.go_home') }}
            nonce={nonce}
          />
        ));
      })
  );
}

/** Of `account_leaving`; the API and this page come from one release. */
const leavingIn = ({ code, details }: Refused): AccountLeaving | null =>
  code === 'account_leaving' ? (details as AccountLeaving) : null;

/** Of `second_factor_required`; without one the next step is refused and the form is there again. */
function challengeIn(details: unknown): string {
  const isRight = typeof details === 'object' && details !== null && 'challenge' in details;
  return isRight && typeof details.challenge === 'string' ? details.challenge : '';
}
