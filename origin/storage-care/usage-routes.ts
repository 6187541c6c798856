import { Hono } from 'hono';
import * as z from 'zod';
import { storageUsageSchema, videoStorageSchema } from '../../shared/contracts/storage-care.ts';
import { videoIdSchema } from '../../shared/ids.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { requireViewer } from '../http/viewer.ts';
import { storageUsage, type UsageDeps, videoStorage } from './report-usage.ts';

const paramSchema = z.object({ video_id: videoIdSchema });

export function usageRoutes(deps: UsageDeps) {
  return new Hono<AppEnv>()
    .get(
      '/me/storage',
      operation({
        tag: 'Uploads',
        summary: 'What your files take up, and your quotas',
        answer: { status: 200, description: 'Usage and limits', body: storageUsageSchema },
        auth: 'required',
        scope: 'uploads:write',
      }),
      async (c) => c.json(await storageUsage(deps, requireViewer(c.get('viewer')).userId)),
    )
    .get(
      '/videos/:video_id/storage',
      operation({
        tag: 'Videos',
        summary: 'What a video of yours takes up in the object store',
        description: 'Measured once a day. Originals are given up some time after the video is made.',
        answer: { status: 200, description: 'Bytes of the original and of the media', body: videoStorageSchema },
        errors: ['forbidden', 'not_found'],
        auth: 'required',
        scope: 'videos:read',
      }),
      validated('param', paramSchema),
      async (c) => c.json(await videoStorage(deps, c.get('viewer'), c.req.valid('param').video_id)),
    );
}
