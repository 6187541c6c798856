import type { Context } from 'hono';
import { en } from '../../../shared/messages/en/index.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { sayFor } from '../visit.ts';
import type { WrongProof } from './frame.tsx';
import type { Refused } from './origin-call.ts';

const isKnown = (code: string): code is keyof typeof en.errors => Object.hasOwn(en.errors, code);

/** What people read when the API refuses a form: by its code, else in the API's own English. */
export function problemOf(c: Context<EdgeEnv>, { code, message }: Refused): string {
  return isKnown(code) ? sayFor(c)(`errors.${code}`) : message;
}

/** The same for who is signed in: no address was asked for, so it is the password alone that can be wrong. */
export function ownProblemOf(c: Context<EdgeEnv>, refused: Refused): string {
  return refused.code === 'invalid_credentials' ? sayFor(c)('account.wrong_password') : problemOf(c, refused);
}

/** Which field of a proof was the wrong one, and what is said beside it. */
export function wrongProofOf(c: Context<EdgeEnv>, refused: Refused | null): WrongProof {
  if (refused?.code === 'invalid_credentials') return { password: ownProblemOf(c, refused) };
  return refused?.code === 'second_factor_invalid' ? { code: ownProblemOf(c, refused) } : {};
}
