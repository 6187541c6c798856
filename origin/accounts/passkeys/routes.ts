import { Hono } from 'hono';
import * as z from 'zod';
import { cookieSessionSchema, sessionSchema } from '../../../shared/contracts/auth.ts';
import {
  addPasskeySchema,
  beginPasskeySchema,
  ceremonyOptionsSchema,
  type Passkey,
  passkeyListSchema,
  passkeySchema,
  renamePasskeySchema,
  usePasskeySchema,
} from '../../../shared/contracts/passkeys.ts';
import { idSchema } from '../../../shared/ids.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { operation } from '../../http/operation.ts';
import { validated } from '../../http/validated.ts';
import { requireViewer } from '../../http/viewer.ts';
import { askerOf } from '../asker.ts';
import { deviceOf } from '../device-of.ts';
import { answerSession, requireOwnPage } from '../sessions/answer-session.ts';
import { addPasskey, beginPasskey } from './add-passkey.ts';
import type { PasskeyDeps } from './deps.ts';
import { noSuchPasskey, removePasskey } from './remove-passkey.ts';
import type { PasskeyRow } from './store.ts';
import { askForPasskey, usePasskey } from './use-passkey.ts';

const paramSchema = z.object({ passkey_id: idSchema });
const once = { 'cache-control': 'no-store' };

export function passkeyRoutes(deps: PasskeyDeps) {
  const { publicUrl } = deps;
  return new Hono<AppEnv>()
    .post(
      '/auth/passkey/options',
      operation({
        tag: 'Accounts',
        summary: 'Begin to sign in with a passkey',
        description: 'For `navigator.credentials.get()`, without a name: the browser shows the passkeys of this host.',
        answer: { status: 200, description: 'Options with a challenge for ten minutes', body: ceremonyOptionsSchema },
        errors: ['conflict'],
        auth: 'none',
      }),
      async (c) => c.json({ options: await askForPasskey(deps) }, 200, once),
    )
    .post(
      '/auth/passkey',
      operation({
        tag: 'Accounts',
        summary: 'Sign in with a passkey',
        description: 'It is two factors in one: no code is asked for besides.',
        answer: { status: 200, description: 'Signed in', body: z.union([sessionSchema, cookieSessionSchema]) },
        errors: [
          'challenge_invalid',
          'passkey_invalid',
          'account_suspended',
          'account_leaving',
          'rate_limited',
          'csrf_rejected',
        ],
        auth: 'none',
      }),
      validated('json', usePasskeySchema),
      async (c) => {
        const { cookies: inCookies = false, credential } = c.req.valid('json');
        if (inCookies) requireOwnPage(c, publicUrl);
        return answerSession(c, await usePasskey(deps, credential, deviceOf(c)), { publicUrl, inCookies, status: 200 });
      },
    )
    .post(
      '/me/passkeys/options',
      operation({
        tag: 'Accounts',
        summary: 'Begin to add a passkey',
        description: 'For `navigator.credentials.create()`.',
        answer: { status: 200, description: 'Options with a challenge for ten minutes', body: ceremonyOptionsSchema },
        errors: ['invalid_credentials', 'reauthentication_required', 'conflict', 'rate_limited'],
        auth: 'required',
      }),
      validated('json', beginPasskeySchema),
      async (c) => {
        const options = await beginPasskey(deps, askerOf(c), c.req.valid('json').password);
        return c.json({ options }, 200, once);
      },
    )
    .post(
      '/me/passkeys',
      operation({
        tag: 'Accounts',
        summary: 'Add the passkey that the browser has made',
        answer: { status: 201, description: 'The passkey', body: passkeySchema },
        errors: ['challenge_invalid', 'passkey_invalid', 'conflict'],
        auth: 'required',
      }),
      validated('json', addPasskeySchema),
      async (c) => c.json(present(await addPasskey(deps, askerOf(c), c.req.valid('json'))), 201),
    )
    .get(
      '/me/passkeys',
      operation({
        tag: 'Accounts',
        summary: 'The passkeys of the account',
        answer: { status: 200, description: 'Oldest first', body: passkeyListSchema },
        auth: 'required',
      }),
      async (c) => {
        const rows = await deps.passkeys.listOf(requireViewer(c.get('viewer')).userId);
        return c.json({ passkeys: rows.map(present), next_cursor: null });
      },
    )
    .patch(
      '/me/passkeys/:passkey_id',
      operation({
        tag: 'Accounts',
        summary: 'Give a passkey another name',
        answer: { status: 200, description: 'The passkey', body: passkeySchema },
        errors: ['not_found'],
        auth: 'required',
      }),
      validated('param', paramSchema),
      validated('json', renamePasskeySchema),
      async (c) => {
        const { userId } = requireViewer(c.get('viewer'));
        const row = await deps.passkeys.rename(c.req.valid('param').passkey_id, userId, c.req.valid('json').name);
        if (!row) throw noSuchPasskey();
        return c.json(present(row));
      },
    )
    .delete(
      '/me/passkeys/:passkey_id',
      operation({
        tag: 'Accounts',
        summary: 'Remove a passkey',
        description: 'Sessions that it opened stay.',
        answer: { status: 204, description: 'Removed', body: null },
        errors: ['not_found', 'last_way_in'],
        auth: 'required',
      }),
      validated('param', paramSchema),
      async (c) => {
        await removePasskey(deps, askerOf(c), c.req.valid('param').passkey_id);
        return c.body(null, 204);
      },
    );
}

function present(row: PasskeyRow): Passkey {
  return {
    passkey_id: row.id,
    name: row.name,
    backed_up: row.backedUp,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
  };
}
