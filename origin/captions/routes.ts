import { Hono } from 'hono';
import * as z from 'zod';
import { MAX_CAPTION_BYTES } from '../../shared/captions/to-webvtt.ts';
import { captionSchema, captionsSchema } from '../../shared/contracts/captions.ts';
import { videoIdSchema } from '../../shared/ids.ts';
import type { AppEnv } from '../http/app-env.ts';
import { readFileBody } from '../http/file-bodies.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { deleteCaption } from './delete-caption.ts';
import type { CaptionDeps } from './deps.ts';
import { listCaptions } from './list-captions.ts';
import { putCaption } from './put-caption.ts';
import { readCaption } from './read-caption.ts';

const videoSchema = z.object({ video_id: videoIdSchema });
const paramSchema = videoSchema.extend({ language: z.string().max(35) });
const file = { types: ['text/vtt', 'application/x-subrip'], maxBytes: MAX_CAPTION_BYTES } as const;

export function captionRoutes(deps: CaptionDeps) {
  return new Hono<AppEnv>()
    .get(
      '/videos/:video_id/captions',
      operation({
        tag: 'Videos',
        summary: 'The languages a video has captions in',
        answer: { status: 200, description: 'Captions by language', body: captionsSchema },
        errors: ['not_found'],
        auth: 'optional',
        scope: 'videos:read',
      }),
      validated('param', videoSchema),
      async (c) => c.json({ captions: await listCaptions(deps, c.get('viewer'), c.req.valid('param').video_id) }),
    )
    .get(
      '/videos/:video_id/captions/:language',
      operation({
        tag: 'Videos',
        summary: 'Read the captions of a video in one language',
        description: 'As they are kept, to be changed. Only who may change the video can read them here.',
        answer: { status: 200, description: 'WebVTT', body: z.string(), contentType: 'text/vtt' },
        errors: ['forbidden', 'not_found'],
        auth: 'required',
        scope: 'videos:read',
      }),
      validated('param', paramSchema),
      async (c) => {
        const { video_id, language } = c.req.valid('param');
        const text = await readCaption(deps, c.get('viewer'), video_id, language);
        return c.body(text, 200, { 'content-type': 'text/vtt; charset=utf-8' });
      },
    )
    .put(
      '/videos/:video_id/captions/:language',
      operation({
        tag: 'Videos',
        summary: 'Set the captions of a video in one language',
        description:
          'The body is a WebVTT (`text/vtt`) or SubRip (`application/x-subrip`) file of at most 2 MiB. Players see the ' +
          'captions once the video has been packaged with them, which takes seconds and encodes nothing.',
        answer: { status: 202, description: 'Accepted', body: captionSchema },
        errors: ['forbidden', 'not_found', 'payload_too_large', 'unsupported_media'],
        auth: 'required',
        scope: 'videos:write',
      }),
      validated('param', paramSchema),
      async (c) => {
        const { video_id, language } = c.req.valid('param');
        const read = () => readFileBody(c.req.raw, file);
        return c.json(await putCaption(deps, c.get('viewer'), video_id, language, read), 202);
      },
    )
    .delete(
      '/videos/:video_id/captions/:language',
      operation({
        tag: 'Videos',
        summary: 'Remove the captions of a video in one language',
        answer: { status: 204, description: 'Removed', body: null },
        errors: ['forbidden', 'not_found'],
        auth: 'required',
        scope: 'videos:write',
      }),
      validated('param', paramSchema),
      async (c) => {
        const { video_id, language } = c.req.valid('param');
        await deleteCaption(deps, c.get('viewer'), video_id, language);
        return c.body(null, 204);
      },
    );
}
