import { Hono } from 'hono';
import * as z from 'zod';
import {
  historyEntrySchema,
  historyPageSchema,
  historyQuerySchema,
  historySettingsSchema,
  putHistorySchema,
} from '../../shared/contracts/history.ts';
import { videoIdSchema } from '../../shared/ids.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { requireViewer } from '../http/viewer.ts';
import type { HistoryDeps } from './deps.ts';
import { getEntry } from './get-entry.ts';
import { listHistory } from './list-history.ts';
import { putEntry } from './put-entry.ts';

const paramSchema = z.object({ video_id: videoIdSchema });

/** What people have watched, for themselves alone. */
export function historyRoutes(deps: HistoryDeps) {
  return new Hono<AppEnv>()
    .get(
      '/me/history',
      operation({
        tag: 'History',
        summary: 'What you have watched, newest first',
        description: '`state=unfinished` lists what you may want to go on with.',
        answer: { status: 200, description: 'A page of your history', body: historyPageSchema },
        errors: ['invalid_cursor'],
        auth: 'required',
      }),
      validated('query', historyQuerySchema),
      async (c) => c.json(await listHistory(deps, requireViewer(c.get('viewer')), c.req.valid('query'))),
    )
    .delete(
      '/me/history',
      operation({
        tag: 'History',
        summary: 'Forget everything you have watched',
        answer: { status: 204, description: 'It is forgotten', body: null },
        auth: 'required',
      }),
      async (c) => {
        await deps.history.clear(requireViewer(c.get('viewer')).userId, deps.clock());
        return c.body(null, 204);
      },
    )
    .get(
      '/me/history-settings',
      operation({
        tag: 'History',
        summary: 'Whether what you watch is remembered',
        answer: { status: 200, description: 'The setting', body: historySettingsSchema },
        auth: 'required',
      }),
      async (c) => c.json({ paused: await deps.history.isPaused(requireViewer(c.get('viewer')).userId) }),
    )
    .put(
      '/me/history-settings',
      operation({
        tag: 'History',
        summary: 'Pause or resume your history',
        answer: { status: 200, description: 'The setting', body: historySettingsSchema },
        auth: 'required',
      }),
      validated('json', historySettingsSchema),
      async (c) => {
        const { paused } = c.req.valid('json');
        await deps.history.setPaused(requireViewer(c.get('viewer')).userId, paused);
        return c.json({ paused });
      },
    )
    .get(
      '/me/history/:video_id',
      operation({
        tag: 'History',
        summary: 'How far you came in a video',
        answer: { status: 200, description: 'Where you are', body: historyEntrySchema },
        errors: ['not_found', 'unavailable_for_legal_reasons'],
        auth: 'required',
      }),
      validated('param', paramSchema),
      async (c) => c.json(await getEntry(deps, requireViewer(c.get('viewer')), c.req.valid('param').video_id)),
    )
    .put(
      '/me/history/:video_id',
      operation({
        tag: 'History',
        summary: 'Say how far you are in a video',
        description: 'Players that send view events with your access token need not: the latest of both counts.',
        answer: { status: 200, description: 'Where you are', body: historyEntrySchema },
        errors: ['not_found', 'conflict', 'unavailable_for_legal_reasons'],
        auth: 'required',
      }),
      validated('param', paramSchema),
      validated('json', putHistorySchema),
      async (c) => {
        const { position_sec: positionSec } = c.req.valid('json');
        const { video_id: videoId } = c.req.valid('param');
        return c.json(await putEntry(deps, requireViewer(c.get('viewer')), videoId, positionSec));
      },
    )
    .delete(
      '/me/history/:video_id',
      operation({
        tag: 'History',
        summary: 'Forget that you have watched a video',
        answer: { status: 204, description: 'It is forgotten', body: null },
        auth: 'required',
      }),
      validated('param', paramSchema),
      async (c) => {
        const { userId } = requireViewer(c.get('viewer'));
        await deps.history.remove(userId, c.req.valid('param').video_id, deps.clock());
        return c.body(null, 204);
      },
    );
}
