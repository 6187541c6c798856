import { afterAll, beforeAll, describe, expect, mock, test } from 'bun:test';
import type { EdgeDeps } from '../../edge/app.ts';
import { shortHash } from '../../shared/tokens/short-hash.ts';
import { type EdgeWorld, GENERATION } from './testing/edge-world.ts';
import {
  COMMENT,
  files,
  mediaToken,
  outcomeOf,
  PRIVATE,
  startGuardedWorld,
  tall,
  VIDEO,
} from './testing/guarded-world.ts';
import { rawRequest } from './testing/raw-request.ts';

// Who may use what: every state of a token on every kind of media file, everybody on every route of the edge.

let world: EdgeWorld;
beforeAll(async () => {
  world = await startGuardedWorld();
}, 60_000);
afterAll(() => world?.[Symbol.asyncDispose]());

const anotherSecret = Buffer.alloc(32, 1).toString('base64url');
const nowSec = () => Math.floor(Date.now() / 1000);
const tokens: Record<string, { make: () => Promise<string>; expected: string }> = {
  'a good token': { make: () => mediaToken(), expected: '200' },
  'one for this country': { make: () => mediaToken({ country: 'DE' }), expected: '200' },
  'no token': { make: async () => 'x', expected: '401 token_invalid' },
  expired: { make: () => mediaToken({ expiresAtSec: nowSec() - 1 }), expected: '401 token_expired' },
  'of a key nobody knows': { make: () => mediaToken({}, `k9:${anotherSecret}`), expected: '401 token_invalid' },
  'of another key with a known id': {
    make: () => mediaToken({}, `k1:${anotherSecret}`),
    expected: '401 token_invalid',
  },
  'for another video': { make: () => mediaToken({ videoId: 'otherVideo1' }), expected: '403 token_wrong_video' },
  'for another generation': {
    make: () => mediaToken({ generations: ['lx0002'] }),
    expected: '403 token_wrong_generation',
  },
  'for another country': { make: () => mediaToken({ country: 'FR' }), expected: '401 token_wrong_place' },
  'for another network': { make: () => mediaToken({ network: 'cb0071' }), expected: '401 token_wrong_place' },
  'of a suspended viewer': {
    make: async () => mediaToken({ viewer: await shortHash('rogue') }),
    expected: '401 token_revoked',
  },
  'of a video whose owner is suspended': {
    make: () => mediaToken({ videoId: 'bySuspended' }),
    expected: '401 token_revoked',
  },
};

describe('media', () => {
  test.each(Object.keys(tokens))('%s', async (what) => {
    const { make, expected } = tokens[what] ?? { make: () => mediaToken(), expected: '' };
    const signed = await make();
    for (const file of files)
      for (const method of ['GET', 'HEAD']) {
        const answer = await rawRequest(world.edge.port, method, `/p/${signed}/${VIDEO}/${GENERATION}/${file}`);
        expect(`${method} ${file}: ${method === 'GET' ? outcomeOf(answer) : answer.status}`).toBe(
          `${method} ${file}: ${method === 'GET' ? expected : expected.slice(0, 3)}`,
        );
        expect(answer.text).toMatch(/^referrer-policy: no-referrer\r$/im);
        expect(answer.text.includes('guarded')).toBe(expected === '200' && method === 'GET');
      }
  });

  test('a session from the API is bound to where it was asked for', async () => {
    const answer = await fetch(`${world.edge.url}/api/v1/videos/${VIDEO}/playback`, { method: 'POST' });
    const { hls_url } = (await answer.json()) as { hls_url: string };
    expect(hls_url).toContain('.o~DE~7f0000~.');
    expect((await fetch(hls_url)).status).toBe(200);
    const page = await (await fetch(`${world.edge.url}/watch/${VIDEO}`)).text();
    expect(page).toContain('.o~DE~7f0000~.');
  });

  test('a rung above the cap', async () => {
    const capped = await mediaToken({ ladderCap: 480 });
    const get = (file: string) => rawRequest(world.edge.port, 'GET', `/p/${capped}/${VIDEO}/${GENERATION}/${file}`);
    for (const file of files) expect(outcomeOf(await get(file))).toBe('200');
    for (const file of [tall, 'hls/720p.m3u8', 'set.json', '00720p/x'])
      expect(outcomeOf(await get(file))).toBe('403 rendition_not_allowed');
  });
});

type Identity = () => Promise<string | null>;
const identities: Record<string, Identity> = {
  anonymous: async () => null,
  'another user': () => world.origin.accessToken({ sub: 'stranger', adult: true }),
  'the owner': () => world.origin.accessToken({ sub: 'owner' }),
  'a shared user': () => world.origin.accessToken({ sub: 'friend' }),
  'a moderator': () => world.origin.accessToken({ sub: 'moderator', role: 'moderator' }),
  'a suspended user': () => world.origin.accessToken({ sub: 'rogue' }),
  'an expired access token': () => world.origin.accessToken({ sub: 'owner' }, { expiresAtSec: nowSec() - 5 }),
  'an access token of no key of ours': async () =>
    `${(await world.origin.accessToken({ sub: 'owner' })).slice(0, -6)}AAAAAA`,
};
/** What a route that asks for the right to watch says of a private video. */
const mayWatch = (allowed: string): Record<string, string> => ({
  anonymous: '404 not_found',
  'another user': '404 not_found',
  'the owner': allowed,
  'a shared user': allowed,
  'a moderator': '404 not_found',
  'a suspended user': '403 account_suspended',
  'an expired access token': '401 token_expired',
  'an access token of no key of ours': '401 token_invalid',
});
const everybody = (expected: string) => Object.fromEntries(Object.keys(identities).map((who) => [who, expected]));
const upgrade = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': btoa('0123456789abcdef'),
};

const forms = [
  ...['sign-in', 'sign-in/code', 'sign-up', 'sign-out', 'sign-out-everywhere', 'sign-out-device', 'verify-email'],
  ...['forgot-password', 'reset-password', 'become-admin', 'remove-passkey', 'send-confirmation', 'password'],
  ...['enrol', 'confirm', 'recovery-codes', 'turn-off'].map((name) => `second-factor/${name}`),
  ...['history/remove', 'history/clear', 'history/pause', 'playlists', 'data/export', 'data/cancel', 'delete', 'keep'],
  ...['link-identity', 'unlink-identity', 'sign-in/leaving', 'sign-in/elsewhere'],
].map((name) => `/account/${name}`);
const studioForms = [
  ...['change-videos', 'upload/give-up', 'comments', 'comments/rules', 'keys', 'keys/revoke', 'notifications'],
  ...['notifications/unmute', 'channel', 'channel/make', 'channel/members', 'channel/members/remove'],
  ...['avatar', 'avatar/remove', 'banner', 'banner/remove'].map((name) => `channel/${name}`),
].map((name) => `/studio/${name}`);
const STUDIO_VIDEO = '/studio/videos/:id{[\\w-]{11}}';
const STUDIO_CAPTIONS = `${STUDIO_VIDEO}/captions/:language{[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*}`;
const deskForms = [
  ...['queues/retry', 'queues/drop', 'users/role', 'users/suspend', 'users/restore'].map((name) => `/admin/${name}`),
  ...['dismiss', 'resolve', 'take-down', 'restore', 'held/approve', 'held/reject', 'held/block'].map(
    (name) => `/moderation/${name}`,
  ),
];
const HANDLE = ':at{@[A-Za-z0-9_]{3,30}}';
const PLAYLIST = '/playlist/:id{(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|watch-later)}';

type Place = { target: string; headers?: Record<string, string>; expected: Record<string, string> };
/** Every route of the edge: what it says to whom about a private video. Routes of origin are guarded there. */
const places: Record<string, Place[] | 'passed on to origin' | 'no answer of its own'> = {
  'ALL /*': 'no answer of its own',
  'ALL /api/v1/videos/:id/playback': 'no answer of its own',
  'ALL /api/v1/videos/:id/stream': 'no answer of its own',
  'ALL /api/v1/views': 'no answer of its own',
  'GET /api/v1/videos/:id/playback': [{ target: `/api/v1/videos/${PRIVATE}/playback`, expected: mayWatch('200') }],
  'POST /api/v1/videos/:id/playback': [{ target: `/api/v1/videos/${PRIVATE}/playback`, expected: mayWatch('200') }],
  'GET /api/v1/videos/:id/stream': [{ target: `/api/v1/videos/${PRIVATE}/stream`, expected: mayWatch('302') }],
  // Origin has more to say to those with a part in it, and decides about suspended accounts.
  'GET /api/v1/videos/:id{[A-Za-z0-9_-]{11}}': [
    {
      target: `/api/v1/videos/${PRIVATE}`,
      expected: { ...mayWatch('200'), 'a moderator': '200', 'a suspended user': '200' },
    },
  ],
  'GET /api/v1/videos/:id/room': [
    { target: `/api/v1/videos/${PRIVATE}/room`, headers: upgrade, expected: mayWatch('101') },
  ],
  'GET /api/v1/videos/:id/room/events': [
    { target: `/api/v1/videos/${PRIVATE}/room/events`, expected: mayWatch('200') },
  ],
  'GET /api/v1/videos/:id/comments': [{ target: `/api/v1/videos/${PRIVATE}/comments`, expected: mayWatch('200') }],
  'GET /api/v1/comments/:id/replies': [{ target: `/api/v1/comments/${COMMENT}/replies`, expected: mayWatch('200') }],
  // A view counts only for a session that was given out, whoever sends it.
  'POST /api/v1/views': [{ target: '/api/v1/views', expected: everybody('400 invalid_json') }],
  'POST /internal/rooms/:id/publish': [
    { target: `/internal/rooms/${PRIVATE}/publish`, expected: everybody('403 signature_invalid') },
  ],
  'ALL /api/v1/*': 'passed on to origin',
  'DELETE /api/v1/videos/*': 'passed on to origin',
  'PATCH /api/v1/videos/*': 'passed on to origin',
  'PUT /api/v1/videos/*': 'passed on to origin',
  'ALL /storage/*': 'passed on to origin',
  'GET /healthz': [{ target: '/healthz', expected: everybody('200') }],
  'GET /assets/*': [{ target: '/assets/none.js', expected: everybody('404 not_found') }],
  'GET /': [{ target: '/', expected: everybody('200') }],
  'GET /category/:name': [{ target: '/category/music', expected: everybody('200') }],
  'GET /trending': [{ target: '/trending', expected: everybody('200') }],
  'GET /search': [{ target: '/search', expected: everybody('200') }],
  // Nobody here has the cookie of a browser: they are asked to sign in.
  'GET /subscriptions': [{ target: '/subscriptions', expected: everybody('200') }],
  // Origin knows the channels; here it knows none.
  ...Object.fromEntries(
    ['', '/playlists', '/about'].map((below) => [
      `GET /${HANDLE}${below}`,
      [{ target: `/@someone${below}`, expected: everybody('404') }],
    ]),
  ),
  // What these show is what origin answers to the cookies of the browser.
  'GET /account': 'passed on to origin',
  'GET /account/sign-in': 'passed on to origin',
  'GET /account/sign-in/back': 'passed on to origin',
  'GET /account/second-factor': 'passed on to origin',
  'GET /account/become-admin': 'passed on to origin',
  'GET /account/data': 'passed on to origin',
  'GET /account/delete': 'passed on to origin',
  'GET /account/history': 'passed on to origin',
  'GET /account/playlists': 'passed on to origin',
  'GET /studio': 'passed on to origin',
  'GET /admin': 'passed on to origin',
  'GET /admin/queues': 'passed on to origin',
  'GET /admin/users': 'passed on to origin',
  'GET /moderation': 'passed on to origin',
  'GET /moderation/held': 'passed on to origin',
  'GET /moderation/decisions': 'passed on to origin',
  'GET /studio/upload': 'passed on to origin',
  ...Object.fromEntries(
    ['comments', 'channel', 'keys', 'notifications', 'storage'].map((name) => [
      `GET /studio/${name}`,
      'passed on to origin',
    ]),
  ),
  [`GET ${STUDIO_VIDEO}`]: 'passed on to origin',
  [`GET ${STUDIO_VIDEO}/captions/new`]: 'passed on to origin',
  [`GET ${STUDIO_CAPTIONS}`]: 'passed on to origin',
  'POST /api/v1/me/videos/changes': 'passed on to origin',
  [`GET ${PLAYLIST}`]: 'passed on to origin',
  ...Object.fromEntries(
    [
      ...['sign-in/code', 'sign-in/leaving', 'sign-up', 'verify-email', 'forgot-password'],
      ...['reset-password', 'keep', 'unsubscribe'],
    ].map((name) => [`GET /account/${name}`, [{ target: `/account/${name}?token=x`, expected: everybody('200') }]]),
  ),
  // Sent by mail programs, too: what it takes is the token of a mail.
  'POST /account/unsubscribe': 'passed on to origin',
  // Forms are taken from pages of this host, which nobody here says to be on.
  'POST /preferences': [{ target: '/preferences', expected: everybody('403') }],
  ...Object.fromEntries(
    [...forms, ...studioForms, ...deskForms].map((path) => [
      `POST ${path}`,
      [{ target: path, expected: everybody('403') }],
    ]),
  ),
  ...Object.fromEntries(
    [
      ...['', '/comments', '/shares', '/shares/remove', '/thumbnail', '/thumbnail/remove'],
      ...['/captions', '/captions/remove', '/captions/new'],
    ].map((below) => [
      `POST ${STUDIO_VIDEO}${below}`,
      [{ target: `/studio/videos/${PRIVATE}${below}`, expected: everybody('403') }],
    ]),
  ),
  [`POST ${STUDIO_CAPTIONS}`]: [{ target: `/studio/videos/${PRIVATE}/captions/en`, expected: everybody('403') }],
  ...Object.fromEntries(
    ['', '/delete', '/move', '/remove'].map((below) => [
      `POST ${PLAYLIST}${below}`,
      [{ target: `/playlist/watch-later${below}`, expected: everybody('403') }],
    ]),
  ),
  'GET /watch/:id': [
    { target: `/watch/${PRIVATE}`, expected: { ...everybody('404'), 'the owner': '200', 'a shared user': '200' } },
  ],
  // Others' pages bring no cookie along, and these are for whoever asks.
  'GET /embed/:id': [{ target: `/embed/${PRIVATE}`, expected: everybody('404') }],
  'GET /thumbnails/:file{[A-Za-z0-9_-]{11}\\.jpg}': [
    { target: `/thumbnails/${PRIVATE}.jpg`, expected: everybody('404 not_found') },
  ],
  'GET /oembed': [{ target: '/oembed?url=x', expected: everybody('404 not_found') }],
  'GET /robots.txt': [{ target: '/robots.txt', expected: everybody('200') }],
  'GET /sitemap.xml': [{ target: '/sitemap.xml', expected: everybody('200') }],
  'GET /:sitemap{sitemap-videos-[0-9]{1,15}\\.xml}': [{ target: '/sitemap-videos-0.xml', expected: everybody('200') }],
  [`GET /${HANDLE}/feed.xml`]: [{ target: '/@someone/feed.xml', expected: everybody('404 not_found') }],
  'GET /manifest.webmanifest': [{ target: '/manifest.webmanifest', expected: everybody('200') }],
};

describe('routes', () => {
  test('each one is placed here', async () => {
    // The router is made without its deps: nothing is asked of it but its routes. Bun has no such module.
    mock.module('cloudflare:workers', () => ({ DurableObject: class {}, waitUntil() {} }));
    const { createApp } = await import('../../edge/app.ts');
    const { routes } = createApp({ config: { publicUrl: 'http://edge.test' } } as unknown as EdgeDeps);
    const known = new Set(routes.map(({ method, path }) => `${method} ${path}`));
    expect([...known].sort()).toEqual(Object.keys(places).sort());
  });

  const rows = Object.entries(places).flatMap(([route, place]) =>
    typeof place === 'string'
      ? []
      : place.flatMap((each) => Object.keys(identities).map((who) => [route, who, each] as const)),
  );
  test.each(rows)('%s for %s', async (route, who, { target, headers, expected }) => {
    const bearer = await identities[who]?.();
    const answer = await rawRequest(world.edge.port, route.split(' ')[0] ?? '', target, {
      ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      ...headers,
    });
    expect(outcomeOf(answer)).toBe(expected[who] ?? 'not placed');
    if (answer.status !== 101) expect(answer.text).toMatch(/^referrer-policy: no-referrer\r$/im);
    if (answer.status >= 400) expect(answer.text).not.toContain(`Title of ${PRIVATE}`);
  });
});
