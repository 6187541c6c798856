import { Hono } from 'hono';
import * as z from 'zod';
import { commentSorts, commentsSchema, repliesSchema } from '../../shared/contracts/comments.ts';
import { playbackSchema, startPlaybackSchema, viewEventSchema } from '../../shared/contracts/playback.ts';
import { idSchema, videoIdSchema } from '../../shared/ids.ts';
import type { AppEnv } from './app-env.ts';
import { operation } from './operation.ts';
import { validated } from './validated.ts';

const paramSchema = z.object({ video_id: videoIdSchema });
const formatSchema = z.object({ format: z.enum(['hls', 'dash']).default('hls') });
const pageSchema = z.object({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});
const commentErrors = ['invalid_cursor', 'not_found', 'age_restricted', 'geo_blocked', 'unavailable'] as const;
const errors = [
  ...(['not_found', 'taken_down', 'age_restricted', 'embed_forbidden', 'video_not_playable'] as const),
  ...(['geo_blocked', 'unavailable_for_legal_reasons', 'unavailable'] as const),
];

/** What the edge answers itself, for the API document only: this app is never mounted. */
export function edgeOperations() {
  return new Hono<AppEnv>()
    .post(
      '/videos/:video_id/playback',
      operation({
        tag: 'Playback',
        summary: 'Start a playback session, or go on with one',
        description:
          'The URLs carry a signed token for this video alone; every URI in the manifests inherits it. Send the token again ' +
          'before it expires, or after a 401, to renew the session; the body may be left out.',
        answer: { status: 200, description: 'Signed manifest URLs', body: playbackSchema },
        errors: [...errors],
        auth: 'optional',
      }),
      validated('param', paramSchema),
      validated('json', startPlaybackSchema),
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
    )
    .get(
      '/videos/:video_id/comments',
      operation({
        tag: 'Comments',
        summary: 'A page of comments on a video',
        description:
          'The first page begins with pinned comments and, for their author, those that wait for a decision. Each comes with ' +
          'its first replies, and those with theirs. Answers may be two seconds old; who sends the `x-kinora-consistency` of ' +
          'the answer to an own write (browsers do so by a cookie) sees that write.',
        answer: { status: 200, description: 'Comments', body: commentsSchema },
        errors: [...commentErrors],
        auth: 'optional',
      }),
      validated('param', paramSchema),
      validated('query', pageSchema.extend({ sort: z.enum(commentSorts).default('newest') })),
      (c) => c.body(null),
    )
    .get(
      '/comments/:comment_id/replies',
      operation({
        tag: 'Comments',
        summary: 'A page of replies to a comment, oldest first',
        answer: { status: 200, description: 'Replies', body: repliesSchema },
        errors: [...commentErrors],
        auth: 'optional',
      }),
      validated('param', z.object({ comment_id: idSchema })),
      validated('query', pageSchema),
      (c) => c.body(null),
    )
    .post(
      '/views',
      operation({
        tag: 'Playback',
        summary: 'Report what a playback session does',
        description:
          'Taken once it cannot be lost. `session_id` is that of a playback session of this video. A `start` counts as a view ' +
          'once for each session, video and UTC day; the same event sent again changes nothing.',
        answer: { status: 202, description: 'Taken', body: null },
        errors: ['validation_failed', 'rate_limited', 'unavailable'],
        auth: 'none',
      }),
      validated('json', viewEventSchema),
      (c) => c.body(null),
    );
}
