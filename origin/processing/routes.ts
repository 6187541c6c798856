import { Hono } from 'hono';
import { AppError } from '../../shared/errors.ts';
import { videoIdSchema } from '../../shared/ids.ts';
import { operatorOf } from '../audit/actor-of.ts';
import type { AppEnv } from '../http/app-env.ts';
import { onlyInternal } from '../http/only-internal.ts';
import type { ProcessingDeps } from './deps.ts';
import { dropProcessing } from './drop-processing.ts';
import { retryProcessing } from './retry-processing.ts';

/** For operators, on the inside alone: the edge forwards nothing here, and the API document does not name it. */
export function processingRoutes(deps: ProcessingDeps & { internalKey: string }) {
  return new Hono<AppEnv>()
    .use('/internal/videos/*', onlyInternal(deps.internalKey))
    .post('/internal/videos/:video_id/retry', async (c) => {
      await retryProcessing(deps, operatorOf(c), videoIdOf(c.req.param('video_id')));
      return c.json({ status: 'processing' }, 202);
    })
    .delete('/internal/videos/:video_id/jobs', async (c) => {
      await dropProcessing(deps, operatorOf(c), videoIdOf(c.req.param('video_id')));
      return c.body(null, 204);
    });
}

function videoIdOf(text: string): string {
  const videoId = videoIdSchema.safeParse(text);
  if (!videoId.success) throw new AppError('not_found', 'there is no such video');
  return videoId.data;
}
