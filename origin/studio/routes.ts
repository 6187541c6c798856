import { Hono } from 'hono';
import {
  changeVideosSchema,
  ownVideosQuerySchema,
  ownVideosSchema,
  videosChangedSchema,
} from '../../shared/contracts/studio.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { requireViewer } from '../http/viewer.ts';
import { type ChangeVideosDeps, changeVideos } from './change-videos.ts';
import { listOwnVideos, type OwnVideosDeps } from './list-own-videos.ts';

/** What creators see and do with all their videos at once. */
export function studioRoutes(deps: OwnVideosDeps & ChangeVideosDeps) {
  return new Hono<AppEnv>()
    .get(
      '/me/videos',
      operation({
        tag: 'Videos',
        summary: 'Your own videos',
        description:
          'In every state: unfinished, failed, private and taken down ones too. With `channel_id`, those of a channel ' +
          'that you work on. `q` looks for a part of the title. A cursor belongs to the filters it came with.',
        answer: { status: 200, description: 'A page of videos', body: ownVideosSchema },
        errors: ['invalid_cursor', 'not_found'],
        auth: 'required',
        scope: 'videos:read',
      }),
      validated('query', ownVideosQuerySchema),
      async (c) => c.json(await listOwnVideos(deps, requireViewer(c.get('viewer')), c.req.valid('query'))),
    )
    .post(
      '/me/videos/changes',
      operation({
        tag: 'Videos',
        summary: 'Do the same to several of your videos',
        description:
          'Each is judged and done by itself: `refused` says of which it was not done, and why. Safe to repeat; what was ' +
          'done already is refused then (`not_found` for a deleted one, `conflict` for one that is in the playlist).',
        answer: { status: 200, description: 'What was done and what was not', body: videosChangedSchema },
        errors: [],
        auth: 'required',
        scope: 'videos:write',
      }),
      validated('json', changeVideosSchema),
      async (c) => c.json(await changeVideos(deps, requireViewer(c.get('viewer')), c.req.valid('json'))),
    );
}
