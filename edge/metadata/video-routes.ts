import { type Context, Hono } from 'hono';
import { AppError } from '../../shared/errors.ts';
import type { EdgeEnv } from '../http/request-facts.ts';
import { type AuthorizeDeps, currentVideo, refusalMessages } from '../playback/authorize-playback.ts';
import type { Viewer } from '../playback/decide-playback.ts';
import { sightOfVideo } from '../playback/sight-of-video.ts';
import { videoJson } from './present-video.ts';

export type VideoRouteDeps = AuthorizeDeps & {
  viewerOf: (c: Context<EdgeEnv>) => Promise<Viewer>;
  forward: (c: Context<EdgeEnv>) => Promise<Response>;
  now: () => number;
};

export const videoHeaders = { 'cache-control': 'no-store' }; // the copy that is shared is kept behind the check

/**
 * One video, for those without a part in it. Origin answers its owner, who works on its channel, who is on its list and
 * moderators: they may see what others do not. A video that the asker may not see is answered here as a missing one is.
 */
export function videoRoutes({ viewerOf, forward, now, ...deps }: VideoRouteDeps): Hono<EdgeEnv> {
  return new Hono<EdgeEnv>().get('/api/v1/videos/:id{[A-Za-z0-9_-]{11}}', async (c) => {
    const videoId = c.req.param('id');
    const viewer = await viewerOf(c);
    const catalogue = deps.catalogue.for(c.var.reads);
    const video = await currentVideo(videoId, { ...deps, catalogue });
    const sight = sightOfVideo(video, viewer, now());
    if (sight === 'ask origin') return forward(c);
    if (sight === 'withheld by law') {
      const code = 'unavailable_for_legal_reasons';
      throw new AppError(code, refusalMessages[code]);
    }
    if (sight === 'missing' || !video) throw new AppError('not_found', 'there is no such video');
    const counts = await catalogue.counts(videoId).catch(() => video); // older ones are better than none
    return videoJson(video, counts).answer(c.req.raw, videoHeaders);
  });
}
