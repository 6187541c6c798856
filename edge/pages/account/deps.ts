import type { Context } from 'hono';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { AppError } from '../../../shared/errors.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import type { PageInit } from '../page.tsx';
import { type Forward, isSignedOut, type Refused } from './origin-call.ts';

export type AccountPageDeps = {
  forward: Forward;
  publicUrl: string;
  now: () => number;
  /** An HTML answer with the headers of every page. */
  page: (c: Context<EdgeEnv>, render: (nonce: string) => JSX.Element, init?: PageInit) => Promise<Response>;
};

/** After a form that did what it should (303: RFC 9110 §15.4.4), so that a reload sends nothing twice. */
export function goTo(path: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ location: path, 'cache-control': 'no-store' });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(null, { status: 303, headers });
}

export const signInFirst = (next: string): Response => goTo(`/account/sign-in?next=${encodeURIComponent(next)}`);

/** For a page that cannot be shown: to the sign-in and back, or what is wrong with this host as an error page. */
export function instead(refused: Refused, next: string): Response {
  if (isSignedOut(refused)) return signInFirst(next);
  throw new AppError('unavailable', `origin answered ${refused.status}`);
}
