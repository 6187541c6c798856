import { type Context, Hono } from 'hono';
import type { Me } from '../../../shared/contracts/auth.ts';
import type { Enrolment, SecondFactor } from '../../../shared/contracts/second-factor.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { act, proofIn } from './act.ts';
import { type AccountPageDeps, instead, signInFirst } from './deps.ts';
import { callOrigin, isSignedOut, type Refused } from './origin-call.ts';
import { ownProblemOf } from './problems.ts';
import { readForm } from './read-form.ts';
import { EnrolPage, RecoveryCodesPage, SecondFactorPage } from './second-factor.tsx';

const path = '/account/second-factor';
type Codes = { recovery_codes: string[] };

/** The authenticator app of the signed-in user. */
export function secondFactorPages({ forward, page, publicUrl }: AccountPageDeps): Hono<EdgeEnv> {
  const publicOrigin = new URL(publicUrl).origin;

  async function show(c: Context<EdgeEnv>, refused: Refused | null = null): Promise<Response> {
    const [me, state] = await Promise.all([
      callOrigin<Me>(c, forward, 'GET', '/me'),
      callOrigin<SecondFactor>(c, forward, 'GET', '/me/second-factor'),
    ]);
    if (!me.ok) return instead(me, path);
    if (!state.ok) return instead(state, path);
    const props = {
      problem: refused && ownProblemOf(c, refused),
      state: state.value,
      hasPassword: me.value.has_password,
    };
    return page(c, (nonce) => <SecondFactorPage nonce={nonce} {...props} />, {
      status: refused?.status ?? 200,
      headers: {},
    });
  }
  const refuse = (c: Context<EdgeEnv>, refused: Refused) =>
    isSignedOut(refused) ? signInFirst(path) : show(c, refused);
  const recoveryCodes = (c: Context<EdgeEnv>, codes: readonly string[]) =>
    page(c, (nonce) => <RecoveryCodesPage nonce={nonce} codes={codes} />);

  return new Hono<EdgeEnv>()
    .get(path, (c) => show(c))
    .post(`${path}/enrol`, async (c) => {
      const { password } = await readForm(c.req.raw, publicOrigin);
      const body = password === undefined ? {} : { password };
      const outcome = await callOrigin<Enrolment>(c, forward, 'POST', '/me/second-factor', body);
      if (!outcome.ok) return refuse(c, outcome);
      return page(c, (nonce) => <EnrolPage {...{ nonce, problem: null, enrolment: outcome.value }} />);
    })
    .post(`${path}/confirm`, async (c) => {
      const { code = '', secret = '', uri = '' } = await readForm(c.req.raw, publicOrigin);
      const outcome = await callOrigin<Codes>(c, forward, 'POST', '/me/second-factor/confirm', { code });
      if (outcome.ok) return recoveryCodes(c, outcome.value.recovery_codes);
      // Only what was on the form of the page before is shown again.
      if (isSignedOut(outcome) || !/^otpauth:\/\/totp\/.{1,600}$/.test(uri)) return refuse(c, outcome);
      const problem = ownProblemOf(c, outcome);
      return page(c, (nonce) => <EnrolPage {...{ nonce, problem, enrolment: { secret, uri } }} />, {
        status: outcome.status,
        headers: {},
      });
    })
    .post(`${path}/recovery-codes`, async (c) => {
      const proof = proofIn(await readForm(c.req.raw, publicOrigin));
      const outcome = await callOrigin<Codes>(c, forward, 'POST', '/me/second-factor/recovery-codes', proof);
      return outcome.ok ? recoveryCodes(c, outcome.value.recovery_codes) : refuse(c, outcome);
    })
    .post(`${path}/turn-off`, (c) =>
      act(
        c,
        publicOrigin,
        (form) => callOrigin(c, forward, 'POST', '/me/second-factor/turn-off', proofIn(form)),
        '/account?done=second-factor',
        { path, again: show },
      ),
    );
}
