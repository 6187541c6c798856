import type { Context } from 'hono';
import type { Me } from '../../../shared/contracts/auth.ts';
import { AppError } from '../../../shared/errors.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { type AccountPageDeps, goTo, instead, signInFirst } from '../account/deps.ts';
import { callOrigin, isSignedOut, type Outcome, type Refused } from '../account/origin-call.ts';
import { type Form, readForm } from '../account/read-form.ts';

type Method = 'POST' | 'PUT' | 'DELETE';

/** What one form does: a call of the API. */
export type Deed = { method: Method; path: string; body?: object };

/** What the pages of admins and of moderators have in common. Who has not the role finds none of them. */
export function createDesk({ forward, publicUrl }: AccountPageDeps) {
  const publicOrigin = new URL(publicUrl).origin;

  /** For a page that cannot be shown. */
  const deny = (refused: Refused, path: string): Response => {
    if (refused.code === 'forbidden') throw new AppError('not_found', 'no such path');
    return refused.code === 'invalid_cursor' ? goTo(path) : instead(refused, path);
  };

  return {
    ask: <T>(c: Context<EdgeEnv>, path: string) => callOrigin<T>(c, forward, 'GET', path),
    me: (c: Context<EdgeEnv>) => callOrigin<Me>(c, forward, 'GET', '/me'),
    deny,

    /** Does what the form asks for and goes back to `path`, which says so; refused, `again` shows the page with the reason. */
    async act(
      c: Context<EdgeEnv>,
      path: string,
      what: string,
      deedOf: (form: Form) => Deed,
      again: (c: Context<EdgeEnv>, refused: Refused) => Promise<Response>,
      isDone: (outcome: Outcome<unknown>) => boolean = ({ ok }) => ok,
    ): Promise<Response> {
      const { method, path: apiPath, body } = deedOf(await readForm(c.req.raw, publicOrigin));
      const outcome = await callOrigin<unknown>(c, forward, method, apiPath, body);
      if (isDone(outcome)) return goTo(`${path}${path.includes('?') ? '&' : '?'}done=${what}`);
      if (outcome.ok) return again(c, alreadyDecided);
      if (isSignedOut(outcome)) return signInFirst(path);
      return outcome.code === 'forbidden' ? deny(outcome, path) : again(c, outcome);
    },
  };
}

/** The call went through, and somebody else's came first. */
const alreadyDecided: Refused = {
  ...{ ok: false, status: 409, code: 'conflict', message: 'somebody has decided about this before' },
  ...{ fields: [], details: undefined },
};

export const cursorOf = (c: Context<EdgeEnv>): string => {
  const cursor = c.req.query('cursor');
  return cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
};
