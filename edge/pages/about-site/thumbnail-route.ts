import { Hono } from 'hono';
import { generationFiles, objectKeys } from '../../../shared/media/object-keys.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { deliverMedia } from '../../media/deliver-media.ts';
import { authorizePlayback } from '../../playback/authorize-playback.ts';
import { type AboutSiteDeps, SHARED_FOR_SEC } from './deps.ts';

/**
 * `GET /thumbnails/{id}.jpg`: the picture of a video that anybody may watch, at an address without a token, which others
 * may keep. Every request is decided as a playback of nobody's, so a withdrawal counts here as soon as there.
 */
export function thumbnailRoute({ catalogue, feed, media, now }: AboutSiteDeps): Hono<EdgeEnv> {
  return new Hono<EdgeEnv>().get('/thumbnails/:file{[A-Za-z0-9_-]{11}\\.jpg}', async (c) => {
    const videoId = c.req.param('file').slice(0, -'.jpg'.length);
    const asked = { country: c.var.facts.country, nowMs: now() };
    const deps = { catalogue: catalogue.for(c.var.reads), feed };
    const { video, decision } = await authorizePlayback(videoId, null, asked, deps);
    const generation = video.thumbnailGeneration ?? decision.generation;
    const file = generationFiles.poster;
    const delivery = { key: objectKeys.generationPrefix(videoId, generation) + file, file, ladderCap: 0 };
    const response = await deliverMedia(c.req.raw, delivery, media, {
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
    // Another picture may stand here at any time, and what rests on a country is nobody else's.
    response.headers.set('cache-control', decision.open ? `public, max-age=${SHARED_FOR_SEC}` : 'private, no-store');
    return response;
  });
}
