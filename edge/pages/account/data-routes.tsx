import { type Context, Hono } from 'hono';
import type { Me } from '../../../shared/contracts/auth.ts';
import type { DataExport, Erasure } from '../../../shared/contracts/privacy.ts';
import type { SecondFactor } from '../../../shared/contracts/second-factor.ts';
import { signOutCookies } from '../../../shared/session-cookies.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { sayFor } from '../visit.ts';
import { act, proofIn } from './act.ts';
import { DataPage, DeletePage } from './data.tsx';
import { type AccountPageDeps, instead, signInFirst } from './deps.ts';
import { LockedPage } from './leaving.tsx';
import { callOrigin, isSignedOut, type Refused } from './origin-call.ts';
import { ownProblemOf, wrongProofOf } from './problems.ts';
import { readForm } from './read-form.ts';

/** What `/account/data?done=…` says. */
const notices: Record<string, 'account.done_archive_asked' | 'account.done_archive_cancelled'> = {
  asked: 'account.done_archive_asked',
  cancelled: 'account.done_archive_cancelled',
};

/** Having everything that is held about the signed-in user, and having it go. */
export function dataPages({ forward, page, publicUrl }: AccountPageDeps): Hono<EdgeEnv> {
  const publicOrigin = new URL(publicUrl).origin;

  /** Who asks, and what they have to prove it with. */
  async function person(c: Context<EdgeEnv>, path: string) {
    const [me, factor] = await Promise.all([
      callOrigin<Me>(c, forward, 'GET', '/me'),
      callOrigin<SecondFactor>(c, forward, 'GET', '/me/second-factor'),
    ]);
    if (!me.ok) return instead(me, path);
    if (!factor.ok) return instead(factor, path);
    const { username, has_password: hasPassword } = me.value;
    return { username, proof: { hasPassword, hasSecondFactor: factor.value.enabled } };
  }

  async function data(c: Context<EdgeEnv>, refused: Refused | null = null): Promise<Response> {
    const [who, archives] = await Promise.all([
      person(c, '/account/data'),
      callOrigin<{ exports: DataExport[] }>(c, forward, 'GET', '/me/exports'),
    ]);
    if (who instanceof Response) return who;
    if (!archives.ok) return instead(archives, '/account/data');
    const told = refused ? undefined : notices[c.req.query('done') ?? ''];
    const notice = told === undefined ? null : sayFor(c)(told);
    const props = {
      ...{ problem: refused && ownProblemOf(c, refused), wrong: wrongProofOf(c, refused), notice },
      ...{ proof: who.proof, archives: archives.value.exports },
    };
    return page(c, (nonce) => <DataPage nonce={nonce} {...props} />, { status: refused?.status ?? 200, headers: {} });
  }

  async function deletion(c: Context<EdgeEnv>, refused: Refused | null = null): Promise<Response> {
    const who = await person(c, '/account/delete');
    if (who instanceof Response) return who;
    const props = { problem: refused && ownProblemOf(c, refused), wrong: wrongProofOf(c, refused), ...who };
    return page(c, (nonce) => <DeletePage nonce={nonce} {...props} />, {
      status: refused?.status ?? 200,
      headers: {},
    });
  }

  const dataPage = { path: '/account/data', again: data };
  return new Hono<EdgeEnv>()
    .get('/account/data', (c) => data(c))
    .post('/account/data/export', (c) =>
      act(
        c,
        publicOrigin,
        (form) => callOrigin(c, forward, 'POST', '/me/exports', proofIn(form)),
        '/account/data?done=asked',
        dataPage,
      ),
    )
    .post('/account/data/cancel', (c) =>
      act(
        c,
        publicOrigin,
        ({ export_id = '' }) => callOrigin(c, forward, 'DELETE', `/me/exports/${encodeURIComponent(export_id)}`),
        '/account/data?done=cancelled',
        dataPage,
      ),
    )
    .get('/account/delete', (c) => deletion(c))
    .post('/account/delete', async (c) => {
      const proof = proofIn(await readForm(c.req.raw, publicOrigin));
      const outcome = await callOrigin<Erasure>(c, forward, 'DELETE', '/me', proof);
      if (!outcome.ok) return isSignedOut(outcome) ? signInFirst('/account/delete') : deletion(c, outcome);
      const response = await page(c, (nonce) => <LockedPage dueAt={outcome.value.due_at} nonce={nonce} />);
      for (const cookie of signOutCookies(publicUrl)) response.headers.append('set-cookie', cookie);
      return response;
    });
}
