import { Hono } from 'hono';
import * as z from 'zod';
import { sharesSchema } from '../../shared/contracts/shares.ts';
import { videoIdSchema } from '../../shared/ids.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { listShares } from './list-shares.ts';
import { type ShareDeps, shareVideo, unshareVideo } from './share-video.ts';

const videoSchema = z.object({ video_id: videoIdSchema });
const shareSchema = videoSchema.extend({ username: z.string().min(1).max(64) });

/** With whom a private video is shared, for its owner. */
export function shareRoutes(deps: ShareDeps) {
  return new Hono<AppEnv>()
    .get(
      '/videos/:video_id/shares',
      operation({
        tag: 'Videos',
        summary: 'Who may watch a private video',
        answer: { status: 200, description: 'The users', body: sharesSchema },
        errors: ['forbidden', 'not_found'],
        auth: 'required',
        scope: 'videos:read',
      }),
      validated('param', videoSchema),
      async (c) => c.json(await listShares(deps, c.get('viewer'), c.req.valid('param').video_id)),
    )
    .put(
      '/videos/:video_id/shares/:username',
      operation({
        tag: 'Videos',
        summary: 'Let a user watch a private video',
        answer: { status: 204, description: 'They may', body: null },
        errors: ['forbidden', 'not_found', 'conflict'],
        auth: 'required',
        scope: 'videos:write',
      }),
      validated('param', shareSchema),
      async (c) => {
        const { video_id, username } = c.req.valid('param');
        await shareVideo(deps, c.get('viewer'), video_id, username);
        return c.body(null, 204);
      },
    )
    .delete(
      '/videos/:video_id/shares/:username',
      operation({
        tag: 'Videos',
        summary: 'No longer let a user watch a private video',
        description: 'What they are playing ends within 30 seconds.',
        answer: { status: 204, description: 'They may not', body: null },
        errors: ['forbidden', 'not_found'],
        auth: 'required',
        scope: 'videos:write',
      }),
      validated('param', shareSchema),
      async (c) => {
        const { video_id, username } = c.req.valid('param');
        await unshareVideo(deps, c.get('viewer'), video_id, username);
        return c.body(null, 204);
      },
    );
}
