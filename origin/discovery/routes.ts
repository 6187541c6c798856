import { Hono } from 'hono';
import * as z from 'zod';
import {
  ctrSchema,
  discoveryReportSchema,
  recommendationsQuerySchema,
  relatedQuerySchema,
  suggestionsSchema,
  trendingQuerySchema,
  trendingSchema,
} from '../../shared/contracts/discovery.ts';
import { idSchema, videoIdSchema } from '../../shared/ids.ts';
import type { AppEnv } from '../http/app-env.ts';
import { onlyInternal } from '../http/only-internal.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { requireViewer } from '../http/viewer.ts';
import { type HideDeps, hide, unhide } from './feedback/hide.ts';
import { listRecommendations } from './suggest/list-recommendations.ts';
import { listRelated, type RelatedDeps } from './suggest/list-related.ts';
import { listTrending } from './trending/list-trending.ts';

export type DiscoveryRouteDeps = RelatedDeps & HideDeps;

const videoParam = z.object({ video_id: videoIdSchema });
const channelParam = z.object({ channel_id: idSchema });
const suggestions = { status: 200, description: 'Best first, each with its reason', body: suggestionsSchema };
const recentNote =
  '`recent` names what was watched in this session, newest first, between commas: for people who are not signed in. ' +
  'Nothing of it is kept.';

/** What to watch without searching for it. */
export function discoveryRoutes(deps: DiscoveryRouteDeps) {
  return new Hono<AppEnv>()
    .get(
      '/videos/trending',
      operation({
        tag: 'Videos',
        summary: 'What is watched, liked, talked about and shared now',
        description:
          '`country=own` is for where the viewer is; where too little trends there it is the list of everywhere.',
        answer: { status: 200, description: 'Most attention first', body: trendingSchema },
        auth: 'none',
      }),
      validated('query', trendingQuerySchema),
      async (c) => {
        const query = c.req.valid('query');
        if (query.country === 'own') c.header('cache-control', 'private, no-store');
        return c.json(await listTrending(deps, query, c.get('clientCountry')));
      },
    )
    .get(
      '/videos/:video_id/related',
      operation({
        tag: 'Videos',
        summary: 'What to watch after a video',
        description: recentNote,
        answer: suggestions,
        errors: ['not_found', 'unavailable_for_legal_reasons'],
        auth: 'optional',
      }),
      validated('param', videoParam),
      validated('query', relatedQuerySchema),
      async (c) =>
        c.json(await listRelated(deps, c.get('viewer'), c.req.valid('param').video_id, c.req.valid('query'))),
    )
    .get(
      '/recommendations',
      operation({
        tag: 'Videos',
        summary: 'What you may want to watch',
        description: recentNote,
        answer: suggestions,
        auth: 'optional',
      }),
      validated('query', recommendationsQuerySchema),
      async (c) => c.json(await listRecommendations(deps, c.get('viewer'), c.req.valid('query'))),
    );
}

/** What becomes of suggestions. */
export function discoveryFeedbackRoutes(deps: HideDeps) {
  const done = { status: 204, description: 'Noted', body: null };
  return new Hono<AppEnv>()
    .post(
      '/discovery/reports',
      operation({
        tag: 'Videos',
        summary: 'Say which suggestions were seen, at which places, and which one was followed',
        description: 'Sending it again changes nothing. Kept for 30 days, to see which suggestions are of use.',
        answer: done,
        auth: 'optional',
      }),
      validated('json', discoveryReportSchema),
      async (c) => {
        const { list_id, shown, ...report } = c.req.valid('json');
        const userId = c.get('viewer')?.userId ?? null;
        await deps.feedback.report(
          {
            ...{ listId: list_id, userId, surface: report.surface, variant: report.variant, clicked: report.clicked },
            shown: shown.map(({ video_id, position }) => ({ videoId: video_id, position })),
          },
          deps.clock(),
        );
        return c.body(null, 204);
      },
    )
    .on(
      ['PUT', 'DELETE'],
      '/me/not-interested/videos/:video_id',
      operation({
        tag: 'Videos',
        summary: 'Do not suggest a video to me (PUT), or take that back (DELETE)',
        answer: done,
        errors: ['not_found'],
        auth: 'required',
      }),
      validated('param', videoParam),
      async (c) => {
        const subject = { kind: 'video', subjectId: c.req.valid('param').video_id } as const;
        await (c.req.method === 'PUT' ? hide : unhide)(deps, requireViewer(c.get('viewer')), subject);
        return c.body(null, 204);
      },
    )
    .on(
      ['PUT', 'DELETE'],
      '/me/not-interested/channels/:channel_id',
      operation({
        tag: 'Videos',
        summary: 'Do not suggest a channel to me (PUT), or take that back (DELETE)',
        answer: done,
        errors: ['not_found'],
        auth: 'required',
      }),
      validated('param', channelParam),
      async (c) => {
        const subject = { kind: 'channel', subjectId: c.req.valid('param').channel_id } as const;
        await (c.req.method === 'PUT' ? hide : unhide)(deps, requireViewer(c.get('viewer')), subject);
        return c.body(null, 204);
      },
    );
}

const ctrQuerySchema = z.object({ days: z.coerce.number().int().min(1).max(30).default(7) });

/** What operators see of it. */
export function discoveryAdminRoutes(deps: HideDeps & { internalKey: string }) {
  return new Hono<AppEnv>().get(
    '/internal/admin/discovery/ctr',
    onlyInternal(deps.internalKey),
    validated('query', ctrQuerySchema),
    async (c) => {
      const since = new Date(deps.clock().getTime() - c.req.valid('query').days * 24 * 3_600_000);
      return c.json(ctrSchema.parse({ surfaces: await deps.feedback.ctrSince(since) }));
    },
  );
}
