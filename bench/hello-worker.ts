import { Hono } from 'hono';
import { importPlaybackKeys, type PlaybackKeyRing } from '../shared/tokens/playback-keys.ts';
import { verifyPlaybackToken } from '../shared/tokens/playback-token.ts';

/** Token checks in one request, so that the request itself hardly counts. */
const CHECKS_PER_REQUEST = 500;
let keys: PlaybackKeyRing | undefined;

// The least a Worker with Hono can do, and the least that passes bytes on: the yardsticks for what authorising adds.
const app = new Hono<{ Bindings: { ORIGIN_URL: string; PLAYBACK_KEYS: string } }>()
  .get('/hello', (c) => c.text('hello'))
  .get('/proxy/*', (c) => fetch(c.env.ORIGIN_URL + c.req.path.slice('/proxy'.length)))
  .get('/check/:token', async (c) => {
    keys ??= await importPlaybackKeys(c.env.PLAYBACK_KEYS);
    const nowSec = Math.floor(Date.now() / 1000);
    let held = 0;
    for (let check = 0; check < CHECKS_PER_REQUEST; check++)
      if ((await verifyPlaybackToken(c.req.param('token'), keys, nowSec)).ok) held += 1;
    return held === CHECKS_PER_REQUEST ? c.text(String(CHECKS_PER_REQUEST)) : c.text('refused', 500);
  });

export default app;

/** The shared workerd configuration names these classes. */
export class VideoRoom {}
export class RoomShard {}
export class ViewBuffer {}
