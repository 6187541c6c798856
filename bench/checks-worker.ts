import { Hono } from 'hono';
import { createViewerReader, type ReadViewer } from '../edge/playback/read-viewer.ts';
import { createSigningKeys } from '../edge/playback/signing-keys.ts';
import { importPlaybackKeys, type PlaybackKeyRing } from '../shared/tokens/playback-keys.ts';
import { verifyPlaybackToken } from '../shared/tokens/playback-token.ts';

// The edge's checks of tokens, many in one request, so that the request itself hardly counts. Answers how many held.

const CHECKS_PER_REQUEST = 500;
let keys: PlaybackKeyRing | undefined;
let createReader: (() => ReadViewer) | undefined;
let reader: ReadViewer | undefined;

type Bindings = { ORIGIN_URL: string; PUBLIC_URL: string; PLAYBACK_KEYS: string };

function readersOf({ ORIGIN_URL, PUBLIC_URL: issuer }: Bindings): () => ReadViewer {
  const now = Date.now;
  const jwksUrl = `${ORIGIN_URL}/api/v1/auth/jwks`;
  const signingKeys = createSigningKeys({ jwksUrl, now, waitUntil: () => {} });
  const readKeyHolder = () => Promise.reject(new Error('no API key is sent here'));
  return () => createViewerReader({ keys: signingKeys, readKeyHolder, issuer, now, isSuspended: () => false });
}

async function held(check: () => Promise<boolean>): Promise<Response> {
  let count = 0;
  for (let checked = 0; checked < CHECKS_PER_REQUEST; checked++) if (await check()) count += 1;
  return count === CHECKS_PER_REQUEST ? new Response(`${count}`) : new Response('refused', { status: 500 });
}

const app = new Hono<{ Bindings: Bindings }>()
  .get('/ready', (c) => c.text('ready'))
  .get('/playback/:token', async (c) => {
    keys ??= await importPlaybackKeys(c.env.PLAYBACK_KEYS);
    const ring = keys;
    const nowSec = Math.floor(Date.now() / 1000);
    return held(async () => (await verifyPlaybackToken(c.req.param('token'), ring, nowSec)).ok);
  })
  // A reader of its own for each check has seen no token before.
  .get('/access-first/:token', (c) => {
    createReader ??= readersOf(c.env);
    const create = createReader;
    return held(async () => (await create()(`Bearer ${c.req.param('token')}`)) !== null);
  })
  .get('/access-seen/:token', (c) => {
    createReader ??= readersOf(c.env);
    reader ??= createReader();
    const seen = reader;
    const authorization = `Bearer ${c.req.param('token')}`;
    return held(async () => (await seen(authorization)) !== null);
  });

export default app;

/** The shared workerd configuration names these classes. */
export class VideoRoom {}
export class RoomShard {}
export class ViewBuffer {}
