import { WaitingError } from 'bullmq';
import { repackageJobSchema } from '../../shared/contracts/transcode.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import { repackage } from '../steps/repackage.ts';
import type { JobDeps } from './job-deps.ts';
import { type JobHandler, parseData } from './job-handler.ts';
import { sendResult } from './send-result.ts';

/**
 * Packages a published video again. When that fails for good the video simply stays as it is, so origin hears of
 * success alone.
 */
export function repackageJob(deps: JobDeps): JobHandler {
  return async (job, token, stop): Promise<null> => {
    const data = parseData(repackageJobSchema, job);
    const log = deps.log.child({ video_id: data.video_id, job: job.id });
    let storedBytes = 0;
    for await (const { sizeBytes } of deps.store.list(objectKeys.generationPrefix(data.video_id, data.generation)))
      storedBytes += sizeBytes;
    // Once joined, once packaged.
    const release = await deps.disk.reserve(2 * storedBytes);
    try {
      const result = await repackage(data, { ...deps, log, signal: stop });
      await sendResult(deps, data.generation, result);
      log.info({ kind: result.kind }, 'result sent');
      return null;
    } catch (error) {
      if (!stop.aborted) throw error;
      // Fails when the lock is gone: then the job already is someone else's.
      if (token !== undefined) await job.moveToWait(token).catch(() => {});
      throw new WaitingError();
    } finally {
      release();
    }
  };
}
