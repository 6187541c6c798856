import type { Context } from 'hono';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { goTo, signInFirst } from './deps.ts';
import { isSignedOut, type Outcome, type Refused } from './origin-call.ts';
import { type Form, readForm } from './read-form.ts';

/** Does what a form asks for by one call of the API, and goes on to `done`; refused, `page` is shown again and says why. */
export async function act(
  c: Context<EdgeEnv>,
  publicOrigin: string,
  call: (form: Form) => Promise<Outcome<unknown>>,
  done: string,
  page: { path: string; again: (c: Context<EdgeEnv>, refused: Refused) => Promise<Response> },
): Promise<Response> {
  const outcome = await call(await readForm(c.req.raw, publicOrigin));
  if (outcome.ok) return goTo(done, outcome.cookies);
  return isSignedOut(outcome) ? signInFirst(page.path) : page.again(c, outcome);
}

/** What proves that it is the person themselves; what an account does not have is left out. */
export const proofIn = ({ password, code }: Form): { password?: string; code?: string } => ({
  ...(password === undefined ? {} : { password }),
  ...(code === undefined ? {} : { code }),
});
