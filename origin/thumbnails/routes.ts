import { Hono } from 'hono';
import * as z from 'zod';
import { thumbnailSchema } from '../../shared/contracts/captions.ts';
import { videoIdSchema } from '../../shared/ids.ts';
import type { AppEnv } from '../http/app-env.ts';
import { readFileBody } from '../http/file-bodies.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { pictureBody } from '../pictures/decode-picture.ts';
import { deleteThumbnail, putThumbnail, type ThumbnailDeps } from './put-thumbnail.ts';

const paramSchema = z.object({ video_id: videoIdSchema });

export function thumbnailRoutes(deps: ThumbnailDeps) {
  return new Hono<AppEnv>()
    .put(
      '/videos/:video_id/thumbnail',
      operation({
        tag: 'Videos',
        summary: "Set a video's own thumbnail",
        description: 'The body is a JPEG, PNG, WebP or AVIF picture of at most 10 MiB and 50 megapixels.',
        answer: { status: 200, description: 'What was made of it', body: thumbnailSchema },
        errors: ['forbidden', 'not_found', 'payload_too_large', 'unsupported_media'],
        auth: 'required',
        scope: 'videos:write',
      }),
      validated('param', paramSchema),
      async (c) => {
        const read = () => readFileBody(c.req.raw, pictureBody);
        return c.json(await putThumbnail(deps, c.get('viewer'), c.req.valid('param').video_id, read));
      },
    )
    .delete(
      '/videos/:video_id/thumbnail',
      operation({
        tag: 'Videos',
        summary: 'Go back to a picture from the video',
        answer: { status: 204, description: 'Removed', body: null },
        errors: ['forbidden', 'not_found'],
        auth: 'required',
        scope: 'videos:write',
      }),
      validated('param', paramSchema),
      async (c) => {
        await deleteThumbnail(deps, c.get('viewer'), c.req.valid('param').video_id);
        return c.body(null, 204);
      },
    );
}
