import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import * as z from 'zod';
import { updateVideoSchema, videoSchema, videoStatusReportSchema } from '../../shared/contracts/videos.ts';
import { videoIdSchema } from '../../shared/ids.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { type DeleteDeps, deleteVideo } from './delete-video.ts';
import { followDefaults, followStatus } from './follow-status.ts';
import { getVideo } from './get-video.ts';
import { listVideos } from './list-videos.ts';
import { updateVideo } from './update-video.ts';
import { type ProgressReader, videoStatus } from './video-status.ts';

const paramSchema = z.object({ video_id: videoIdSchema });
export const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(24),
  cursor: z.string().max(200).optional(),
});
export const videosSchema = z.object({ videos: z.array(videoSchema), next_cursor: z.string().nullable() });

export type VideoRouteDeps = DeleteDeps & {
  readProgress: ProgressReader;
  /** Aborted when the service stops. */
  closing: AbortSignal;
};

export function videoRoutes(deps: VideoRouteDeps) {
  return new Hono<AppEnv>()
    .get(
      '/videos',
      operation({
        tag: 'Videos',
        summary: 'The newest public videos',
        answer: { status: 200, description: 'A page of videos', body: videosSchema },
        auth: 'none',
      }),
      validated('query', pageSchema),
      async (c) => c.json(await listVideos(deps, c.req.valid('query'))),
    )
    .get(
      '/videos/:video_id',
      operation({
        tag: 'Videos',
        summary: 'One video',
        description: 'Owners see their videos always, others once they are playable and not private.',
        answer: { status: 200, description: 'The video', body: videoSchema },
        errors: ['not_found', 'unavailable_for_legal_reasons'],
        auth: 'optional',
        scope: 'videos:read',
      }),
      validated('param', paramSchema),
      async (c) => c.json(await getVideo(deps, c.get('viewer'), c.req.valid('param').video_id)),
    )
    .patch(
      '/videos/:video_id',
      operation({
        tag: 'Videos',
        summary: 'Change what is said about a video, and who may see it',
        answer: { status: 200, description: 'The changed video', body: videoSchema },
        errors: ['forbidden', 'not_found'],
        auth: 'required',
        scope: 'videos:write',
      }),
      validated('param', paramSchema),
      validated('json', updateVideoSchema),
      async (c) => c.json(await updateVideo(deps, c.get('viewer'), c.req.valid('param').video_id, c.req.valid('json'))),
    )
    .delete(
      '/videos/:video_id',
      operation({
        tag: 'Videos',
        summary: 'Delete a video',
        description: 'Nobody can watch it any more, and its bytes no longer count against your quota.',
        answer: { status: 204, description: 'The video is gone', body: null },
        errors: ['forbidden', 'not_found'],
        auth: 'required',
        scope: 'videos:write',
      }),
      validated('param', paramSchema),
      async (c) => {
        await deleteVideo(deps, c.get('viewer'), c.req.valid('param').video_id);
        return c.body(null, 204);
      },
    )
    .get(
      '/videos/:video_id/status',
      operation({
        tag: 'Videos',
        summary: 'How far the processing of a video is',
        answer: { status: 200, description: 'Status and progress', body: videoStatusReportSchema },
        errors: ['not_found', 'unavailable'],
        auth: 'optional',
        scope: 'videos:read',
      }),
      validated('param', paramSchema),
      async (c) =>
        c.json(await videoStatus(deps, c.get('viewer'), c.req.valid('param').video_id), 200, {
          'cache-control': 'no-store',
        }),
    )
    .get(
      '/videos/:video_id/status/stream',
      operation({
        tag: 'Videos',
        summary: 'How far the processing of a video is, as it goes on',
        description:
          'Server-sent events named `status`, each with the whole report as JSON: the first at once, then one for ' +
          'each change. Ends after `ready` or `failed`, and after ten minutes, when `EventSource` asks again by itself.',
        answer: {
          status: 200,
          description: 'A stream of reports',
          body: videoStatusReportSchema,
          contentType: 'text/event-stream',
        },
        errors: ['not_found', 'unavailable'],
        auth: 'optional',
        scope: 'videos:read',
      }),
      validated('param', paramSchema),
      async (c) => {
        const read = () => videoStatus(deps, c.get('viewer'), c.req.valid('param').video_id);
        const first = await read();
        c.header('content-type', 'text/event-stream');
        // Proxies that pack or gather an answer would hold the events back.
        c.header('cache-control', 'no-store, no-transform');
        c.header('x-accel-buffering', 'no');
        return stream(c, async (events) => {
          const gone = new AbortController();
          events.onAbort(() => gone.abort());
          const signal = AbortSignal.any([gone.signal, deps.closing]);
          for await (const report of followStatus(first, read, signal, followDefaults)) {
            await events.write(report ? `event: status\ndata: ${JSON.stringify(report)}\n\n` : ': still here\n\n');
          }
        });
      },
    );
}
