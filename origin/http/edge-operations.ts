import { Hono } from 'hono';
import * as z from 'zod';
import { commentSorts } from '../../shared/contracts/comment-words.ts';
import { commentsSchema, repliesSchema } from '../../shared/contracts/comments.ts';
import { playbackSchema, startPlaybackSchema, viewEventSchema } from '../../shared/contracts/playback.ts';
import { roomPollSchema } from '../../shared/contracts/rooms.ts';
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
        scope: 'videos:read',
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
        scope: 'videos:read',
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
        scope: 'videos:read',
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
        scope: 'videos:read',
      }),
      validated('param', z.object({ comment_id: idSchema })),
      validated('query', pageSchema),
      (c) => c.body(null),
    )
    .get(
      '/videos/:video_id/room/events',
      operation({
        tag: 'Comments',
        summary: "What happened in a video's room",
        description:
          'For clients that no WebSocket gets through to: the messages a member of `WS /videos/{video_id}/room` would have ' +
          'heard since `last_event_id`. Ask without it first, then with the newest id heard, some seconds apart.',
        answer: { status: 200, description: 'Messages', body: roomPollSchema },
        errors: ['validation_failed', 'not_found', 'age_restricted', 'geo_blocked', 'unavailable'],
        auth: 'optional',
        scope: 'videos:read',
      }),
      validated('param', paramSchema),
      validated('query', z.object({ last_event_id: z.coerce.number().int().min(0).optional() })),
      (c) => c.body(null),
    )
    .post(
      '/views',
      operation({
        tag: 'Playback',
        summary: 'Report what a playback session does',
        description:
          'Taken once it cannot be lost. `session_id` is that of a playback session of this video. Send `start` when it begins ' +
          'to play, `heartbeat` every ten seconds, before each pause or jump and after it, `complete` at the end. A view is ' +
          'counted once for each session, video and UTC day, when it has been watched for ten seconds (of a short video: ' +
          'half of it); the same event sent again changes nothing. With an access token, the position is remembered in ' +
          "the viewer's history.",
        answer: { status: 202, description: 'Taken', body: null },
        errors: ['validation_failed', 'rate_limited', 'unavailable'],
        auth: 'optional',
      }),
      validated('json', viewEventSchema),
      (c) => c.body(null),
    );
}
