import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { desc, eq } from 'drizzle-orm';
import { createApiClient } from '../../shared/client/api-client.ts';
import { type AuditAction, type AuditPage, auditPageSchema, auditVerdictSchema } from '../../shared/contracts/audit.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { newId } from '../../shared/ids.ts';
import { auditLog, mails, secondFactors, users, videos } from '../../shared/schema/index.ts';
import { defaultRules } from '../moderation/default-rules.ts';
import {
  outcomeOf,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
  uploadWholeVideo,
} from '../testing/test-origin.ts';

let origin: TestOrigin;
let subject: TestUser;
let videoId: string;
beforeAll(async () => {
  origin = await startTestOrigin();
  subject = await origin.signUp();
  videoId = await uploadWholeVideo(subject);
});
afterAll(() => origin.stop());

const password = 'correct horse';
const name = () => subject.session.user.username;
const inside = (method: string, path: string, body?: unknown) =>
  fetch(`${origin.url}/internal${path}`, {
    method,
    headers: { [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const newest = async () => (await origin.db.select().from(auditLog).orderBy(desc(auditLog.seq)).limit(1))[0];
const tokenIn = async (to: string) => {
  const [mail] = await origin.db.select().from(mails).where(eq(mails.to, to)).orderBy(desc(mails.id)).limit(1);
  return /\?token=([\w-]{43})$/m.exec(mail?.text ?? '')?.[1] ?? '';
};

/** Machines report here, counts are made right, a text is tried: nobody uses a privilege. */
const machineRoutes = [
  ...['POST /internal/views', 'POST /internal/comments/recount', 'POST /internal/admin/moderation/check'],
  ...['POST /internal/api-keys/holder', 'POST /internal/counts/recount'],
];

type Use = { action: AuditAction; path?: () => string; body?: unknown; prepare?: () => Promise<unknown> };
const ofUser = (rest: string) => () => `/admin/users/${name()}/${rest}`;
const ofVideo = (rest: string) => () => `/admin/videos/${videoId}/${rest}`;
const ofChannel = () => `/admin/channels/${name()}/verification`;

/** How each route on the inside is used, in this order, and what that must leave in the log. */
const insideRoutes: Record<string, Use> = {
  'PUT /internal/admin/users/:username/role': {
    ...{ path: ofUser('role'), body: { role: 'moderator' }, action: 'user.role_changed' },
  },
  'PUT /internal/admin/users/:username/suspension': { path: ofUser('suspension'), action: 'user.suspended' },
  'DELETE /internal/admin/users/:username/suspension': { path: ofUser('suspension'), action: 'user.restored' },
  'DELETE /internal/admin/users/:username/second-factor': {
    path: ofUser('second-factor'),
    action: 'second_factor.reset',
    prepare: async () => {
      const now = new Date();
      const factor = { userId: subject.session.user.user_id, sealedSecret: 'x', confirmedAt: now, createdAt: now };
      await origin.db.insert(secondFactors).values(factor);
    },
  },
  'POST /internal/admin/users/:username/export': { path: ofUser('export'), action: 'user.export_asked' },
  'PUT /internal/admin/users/:username/erasure': { path: ofUser('erasure'), action: 'user.erasure_asked' },
  'DELETE /internal/admin/users/:username/erasure': { path: ofUser('erasure'), action: 'user.erasure_cancelled' },
  'POST /internal/admin/invitations': { path: () => '/admin/invitations', body: {}, action: 'admin.invited' },
  'PUT /internal/admin/channels/:channel/verification': { path: ofChannel, action: 'channel.verified' },
  'DELETE /internal/admin/channels/:channel/verification': { path: ofChannel, action: 'channel.unverified' },
  'PUT /internal/admin/videos/:video_id/takedown': {
    ...{ path: ofVideo('takedown'), body: { by_law: true }, action: 'video.taken_down' },
  },
  'DELETE /internal/admin/videos/:video_id/takedown': { path: ofVideo('takedown'), action: 'video.restored' },
  'PUT /internal/admin/keys/:kid/revocation': {
    ...{ path: () => '/admin/keys/k9/revocation', action: 'playback_key.revoked' },
  },
  'PUT /internal/admin/sessions/:session_id/revocation': {
    ...{ path: () => `/admin/sessions/${newId()}/revocation`, action: 'session.revoked' },
  },
  'POST /internal/storage/reconcile': {
    ...{ path: () => '/storage/reconcile', body: { delete: false }, action: 'storage.reconciled' },
  },
  'PUT /internal/admin/moderation/rules': {
    ...{ path: () => '/admin/moderation/rules', body: defaultRules, action: 'moderation.rules_changed' },
  },
  'PUT /internal/search/rules': {
    ...{ path: () => '/search/rules', body: { synonyms: [] }, action: 'search.rules_changed' },
  },
  'POST /internal/search/rebuild': { path: () => '/search/rebuild', action: 'search.rebuild_asked' },
  'POST /internal/videos/:video_id/retry': {
    path: () => `/videos/${videoId}/retry`,
    action: 'video.retried',
    prepare: async () => {
      await origin.jobs.obliterate({ force: true });
      await origin.db.update(videos).set({ status: 'failed' }).where(eq(videos.id, videoId));
    },
  },
  'DELETE /internal/videos/:video_id/jobs': {
    ...{ path: () => '/videos/orphanvideo/jobs', action: 'video.jobs_cancelled' },
  },
  'GET /internal/admin/mails/:mail_id': { action: 'mail.read' },
};

describe('on the inside', () => {
  test('every route that changes anything is known here', () => {
    const changing = origin
      .app()
      .routes.filter(({ method, path }) => path.startsWith('/internal/') && !['GET', 'ALL'].includes(method))
      .map(({ method, path }) => `${method} ${path}`);
    const known = new Set([...Object.keys(insideRoutes), ...machineRoutes]);
    expect([...new Set(changing)].filter((route) => !known.has(route))).toEqual([]);
  });

  test.each(Object.entries(insideRoutes))('%s leaves an entry', async (route, use) => {
    await use.prepare?.();
    const [mail] = await origin.db.select().from(mails).limit(1);
    const path = use.path?.() ?? `/admin/mails/${mail?.id}`;
    const before = (await newest())?.seq ?? 0;
    const response = await inside(route.slice(0, route.indexOf(' ')), path, use.body);
    await response.text();
    expect(response.ok).toBe(true);
    expect(await newest()).toMatchObject({ seq: before + 1, action: use.action, actorKind: 'operator', actor: null });
  });

  test('what is refused leaves none', async () => {
    const before = await newest();
    expect((await inside('PUT', '/admin/users/nobody_here/suspension')).status).toBe(404);
    expect((await inside('PUT', '/admin/videos/nosuchvideo/takedown', { by_law: false })).status).toBe(404);
    expect(await newest()).toEqual(before);
  });
});

describe('of somebody signed in', () => {
  const use = async (method: string, path: string, body?: unknown, token = subject.token): Promise<Response> => {
    const response = await origin.request(method, path, { token, ...(body === undefined ? {} : { body }) });
    expect([path, response.ok]).toEqual([path, true]);
    return response;
  };
  const actionsSince = async (seq: number) =>
    (await origin.db.select().from(auditLog).orderBy(auditLog.seq))
      .filter((row) => row.seq > seq)
      .map(({ action, actorKind }) => `${actorKind} ${action}`);

  test('each change of what protects an account or a channel leaves an entry', async () => {
    subject = await origin.signUp();
    const friend = await origin.signUp();
    const start = (await newest())?.seq ?? 0;
    const email = `${name()}@example.test`;
    const { url } = (await (await inside('POST', '/admin/invitations', {})).json()) as { url: string };
    await use('POST', '/me/admin', { token: new URL(url).searchParams.get('token') });
    const { key_id } = (await (await use('POST', '/me/api-keys', { name: 'k', scopes: ['videos:read'] })).json()) as {
      key_id: string;
    };
    await use('DELETE', `/me/api-keys/${key_id}`);
    await use('PUT', `/channels/${name()}/verification`);
    await use('DELETE', `/channels/${name()}/verification`);
    await use('PUT', `/channels/${name()}/members/${friend.session.user.username}`, { role: 'editor' });
    await use('DELETE', `/channels/${name()}/members/${friend.session.user.username}`);
    await use('POST', `/channels/${name()}/transfer`, { username: friend.session.user.username });
    await use('DELETE', `/channels/${name()}/transfer`);
    await use('POST', `/channels/${name()}/transfer`, { username: friend.session.user.username });
    await use('POST', `/channels/${name()}/transfer/accept`, undefined, friend.token);
    await use('PUT', '/me/password', { current_password: password, new_password: 'another horse' });
    await use('PUT', '/me/email', { email: `new_${email}`, password: 'another horse' });
    await use('POST', '/auth/verify-email', { token: await tokenIn(`new_${email}`) });
    await use('POST', '/auth/password-reset', { email: `new_${email}` });
    await use('POST', '/auth/password-reset/complete', { token: await tokenIn(`new_${email}`), password });
    const again = await createApiClient({ baseUrl: origin.url }).signIn({ email: `new_${email}`, password });
    await use('DELETE', `/me/sessions`, undefined, again.access_token);
    expect(await actionsSince(start)).toEqual([
      'operator admin.invited',
      'user user.became_admin',
      'user api_key.created',
      'user api_key.revoked',
      'user channel.verified',
      'user channel.unverified',
      'user channel.member_set',
      'user channel.member_removed',
      'user channel.offered',
      'user channel.offer_withdrawn',
      'user channel.offered',
      'user channel.transferred',
      'user user.password_changed',
      'user user.email_change_asked',
      'user user.email_changed',
      'user user.password_reset',
      'user user.signed_out_everywhere',
    ]);
  });

  test('the log names nobody but by pseudonym, and holds no secret', async () => {
    const log = JSON.stringify(await origin.db.select().from(auditLog));
    for (const personal of [subject.session.user.user_id, name(), '@example.test', password])
      expect(log).not.toContain(personal);
  });
});

describe('GET /admin/audit', () => {
  let admin: TestUser;
  const list = async (query: string): Promise<AuditPage> =>
    auditPageSchema.parse(await (await origin.request('GET', `/admin/audit${query}`, { token: admin.token })).json());
  beforeAll(async () => {
    const made = await origin.signUp();
    await origin.db.update(users).set({ role: 'admin' }).where(eq(users.id, made.session.user.user_id));
    const session = await createApiClient({ baseUrl: origin.url }).signIn({
      ...{ email: `${made.session.user.username}@example.test`, password },
    });
    admin = { session, token: session.access_token, api: made.api };
  });

  test('is for admins alone', async () => {
    const other = await origin.signUp();
    expect(await outcomeOf(await origin.request('GET', '/admin/audit', { token: other.token }))).toBe('403 forbidden');
    expect(await outcomeOf(await origin.request('GET', '/admin/audit'))).toBe('401 unauthenticated');
  });

  test('pages through all of it, newest first', async () => {
    const seqs: number[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: AuditPage = await list(`?limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seqs.push(...page.entries.map(({ seq }) => seq));
      cursor = page.next_cursor;
    }
    const count = (await newest())?.seq ?? 0;
    expect(seqs).toEqual(Array.from({ length: count }, (_, at) => count - at));
  });

  test('finds what one person did, what was done to them, and each kind of deed', async () => {
    const byName = await list(`?actor=${name()}&limit=200`);
    expect(new Set(byName.entries.map(({ actor_username }) => actor_username))).toEqual(new Set([name()]));
    const about = await list(`?object=${name()}&action=user.password_changed`);
    expect(about.entries).toMatchObject([{ action: 'user.password_changed', object_username: name() }]);
    expect((await list('?actor=nobody_at_all')).entries).toEqual([]);
    expect((await list(`?object=${videoId}&action=video.taken_down`)).entries).toMatchObject([
      { detail: { by_law: true }, object_id: videoId },
    ]);
  });

  test('refuses the cursor of another list', async () => {
    const { next_cursor } = await list('?limit=1');
    const get = (query: string) => origin.request('GET', `/admin/audit?${query}`, { token: admin.token });
    expect(await outcomeOf(await get(`cursor=${next_cursor}&action=user.suspended`))).toBe('400 invalid_cursor');
    expect(await outcomeOf(await get('cursor=AAAA'))).toBe('400 invalid_cursor');
  });

  test('all that was written here is one chain', async () => {
    const verdict = auditVerdictSchema.parse(await (await inside('GET', '/admin/audit/verification')).json());
    expect(verdict).toMatchObject({ intact: true, rows: (await newest())?.seq });
  });
});
