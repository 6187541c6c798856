import { type Context, Hono } from 'hono';
import type { ApiKey, ApiKeyCreated } from '../../../../shared/contracts/api-keys.ts';
import type { EdgeEnv } from '../../../http/request-facts.ts';
import { act } from '../../account/act.ts';
import { instead, signInFirst } from '../../account/deps.ts';
import { callOrigin, isSignedOut, type Refused } from '../../account/origin-call.ts';
import { problemOf } from '../../account/problems.ts';
import { type Form, readForm } from '../../account/read-form.ts';
import type { StudioPageDeps } from '../deps.ts';
import { KEYS_PATH, KeysPage } from './keys.tsx';

export function keyPages({ forward, page, publicUrl, now }: StudioPageDeps): Hono<EdgeEnv> {
  const publicOrigin = new URL(publicUrl).origin;

  async function keys(
    c: Context<EdgeEnv>,
    refused: Refused | null = null,
    { created = null, form = {} }: { created?: string | null; form?: Form } = {},
  ) {
    const list = await callOrigin<{ api_keys: ApiKey[] }>(c, forward, 'GET', '/me/api-keys');
    if (!list.ok) return instead(list, KEYS_PATH);
    const problem = refused && problemOf(c, refused);
    const props = { keys: list.value.api_keys, created, nowMs: now(), problem, form, wrong: refused?.fields ?? [] };
    return page(c, () => <KeysPage {...props} />, { status: refused?.status ?? 200, headers: {} });
  }

  return new Hono<EdgeEnv>()
    .get(KEYS_PATH, (c) => keys(c))
    .post(KEYS_PATH, async (c) => {
      const form = await readForm(c.req.raw, publicOrigin);
      const made = await callOrigin<ApiKeyCreated>(c, forward, 'POST', '/me/api-keys', keyIn(form));
      if (!made.ok) return isSignedOut(made) ? signInFirst(KEYS_PATH) : keys(c, made, { form });
      // Not a redirect: the key is in this answer and nowhere else.
      return keys(c, null, { created: made.value.key });
    })
    .post(`${KEYS_PATH}/revoke`, (c) =>
      act(
        c,
        publicOrigin,
        ({ key_id = '' }) => callOrigin(c, forward, 'DELETE', `/me/api-keys/${encodeURIComponent(key_id)}`),
        KEYS_PATH,
        { path: KEYS_PATH, again: keys },
      ),
    );
}

/** A day stands for its end. */
function keyIn(form: Form): object {
  const { name = '', expires_at } = form;
  const scopes = Object.keys(form).flatMap((field) => /^scope\.(.+)$/.exec(field)?.[1] ?? []);
  return { name, scopes, ...(expires_at === undefined ? {} : { expires_at: `${expires_at}T23:59:59Z` }) };
}
