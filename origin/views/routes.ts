import { Hono } from 'hono';
import { viewEventSchema } from '../../shared/contracts/playback.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import type { VideoDeps } from '../videos/find-visible-video.ts';
import { recordView } from './record-view.ts';
import type { ViewStore } from './store.ts';

export function viewRoutes(deps: { videos: VideoDeps; views: ViewStore; clock: () => Date }) {
  return new Hono<AppEnv>().post(
    '/views',
    operation({
      tag: 'Playback',
      summary: 'Report what a playback session does',
      description: 'A `start` counts as a view once for each session, video and UTC day.',
      answer: { status: 202, description: 'Taken', body: null },
      errors: ['not_found'],
      auth: 'optional',
    }),
    validated('json', viewEventSchema),
    async (c) => {
      await recordView(deps, c.get('viewer'), c.req.valid('json'));
      return c.body(null, 202);
    },
  );
}
