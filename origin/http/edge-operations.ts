import { Hono } from 'hono';
import * as z from 'zod';
import { playbackSchema } from '../../shared/contracts/playback.ts';
import { videoIdSchema } from '../../shared/ids.ts';
import type { AppEnv } from './app-env.ts';
import { operation } from './operation.ts';
import { validated } from './validated.ts';

const paramSchema = z.object({ video_id: videoIdSchema });
const formatSchema = z.object({ format: z.enum(['hls', 'dash']).default('hls') });
const errors = ['not_found', 'forbidden', 'age_restricted', 'video_not_playable', 'geo_blocked'] as const;

/** What the edge answers itself, for the API document only: this app is never mounted. */
export function edgeOperations() {
  return new Hono<AppEnv>()
    .post(
      '/videos/:video_id/playback',
      operation({
        tag: 'Playback',
        summary: 'Start a playback session',
        description: 'The URLs carry a signed token for this video alone; every URI in the manifests inherits it.',
        answer: { status: 200, description: 'Signed manifest URLs', body: playbackSchema },
        errors: [...errors],
        auth: 'optional',
      }),
      validated('param', paramSchema),
      (c) => c.body(null),
    )
    .get(
      '/videos/:video_id/stream',
      operation({
        tag: 'Playback',
        summary: 'Redirect to a signed manifest',
        answer: { status: 302, description: 'The manifest is at `Location`', body: null },
        errors: [...errors],
        auth: 'optional',
      }),
      validated('param', paramSchema),
      validated('query', formatSchema),
      (c) => c.body(null),
    );
}
