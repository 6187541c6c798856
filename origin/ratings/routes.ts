import { Hono } from 'hono';
import * as z from 'zod';
import {
  countShareSchema,
  rateVideoSchema,
  shareLinksSchema,
  sharePlatforms,
  videoRatingSchema,
} from '../../shared/contracts/ratings.ts';
import { videoIdSchema } from '../../shared/ids.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { requireViewer } from '../http/viewer.ts';
import { type RatingDeps, rateVideo, readRating } from './rate-video.ts';
import { countShare, listShareLinks, type SharingDeps } from './sharing/count-share.ts';

const videoSchema = z.object({ video_id: videoIdSchema });
const platformSchema = videoSchema.extend({ platform: z.enum(sharePlatforms) });
const rated = { status: 200, description: 'How the video is taken now', body: videoRatingSchema };

/** What viewers make of a video, and where they take it. */
export function ratingRoutes(deps: RatingDeps & SharingDeps) {
  return new Hono<AppEnv>()
    .get(
      '/videos/:video_id/reaction',
      operation({
        tag: 'Videos',
        summary: 'How a video is taken, and the own rating',
        answer: rated,
        errors: ['not_found'],
        auth: 'optional',
      }),
      validated('param', videoSchema),
      async (c) => c.json(await readRating(deps, c.get('viewer'), c.req.valid('param').video_id), 200),
    )
    .put(
      '/videos/:video_id/reaction',
      operation({
        tag: 'Videos',
        summary: 'Like or dislike a video',
        description: 'Each user has one rating of each video; sending the same again changes nothing.',
        answer: rated,
        errors: ['not_found'],
        auth: 'required',
      }),
      validated('param', videoSchema),
      validated('json', rateVideoSchema),
      async (c) => {
        const { video_id } = c.req.valid('param');
        return c.json(await rateVideo(deps, requireViewer(c.get('viewer')), video_id, c.req.valid('json').rating), 200);
      },
    )
    .delete(
      '/videos/:video_id/reaction',
      operation({
        tag: 'Videos',
        summary: 'Neither like nor dislike a video',
        answer: rated,
        errors: ['not_found'],
        auth: 'required',
      }),
      validated('param', videoSchema),
      async (c) => {
        const { video_id } = c.req.valid('param');
        return c.json(await rateVideo(deps, requireViewer(c.get('viewer')), video_id, null), 200);
      },
    )
    .get(
      '/videos/:video_id/share-links',
      operation({
        tag: 'Videos',
        summary: 'Where a video can be shared to',
        answer: { status: 200, description: 'A link for each platform', body: shareLinksSchema },
        errors: ['not_found'],
        auth: 'optional',
      }),
      validated('param', videoSchema),
      async (c) => c.json(await listShareLinks(deps, c.get('viewer'), c.req.valid('param').video_id), 200),
    )
    .post(
      '/videos/:video_id/share-links/:platform',
      operation({
        tag: 'Videos',
        summary: 'Count that a video was shared',
        description: 'Once for each session and platform.',
        answer: { status: 204, description: 'Counted', body: null },
        errors: ['not_found'],
        auth: 'optional',
      }),
      validated('param', platformSchema),
      validated('json', countShareSchema),
      async (c) => {
        const { video_id, platform } = c.req.valid('param');
        const { session_id: sessionId } = c.req.valid('json');
        await countShare(deps, c.get('viewer'), video_id, { platform, sessionId });
        return c.body(null, 204);
      },
    );
}
