import { DelayedError, type Job, WaitingError } from 'bullmq';
import { repackageJobSchema } from '../../shared/contracts/transcode.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import { repackage } from '../steps/repackage.ts';
import type { JobDeps } from './job-deps.ts';
import { type JobHandler, parseData } from './job-handler.ts';
import { sendResult } from './send-result.ts';

/** As many waiting jobs are looked at; what waits here is packaging and ends of videos, others have priorities. */
const maxLooked = 1_000;
/** While another job packages the same video one looks again after this long. */
const turnDelayMs = 1_000;

/**
 * Packages a published video again. When that fails for good the video simply stays as it is, so origin hears of
 * success alone.
 */
export function repackageJob(deps: JobDeps): JobHandler {
  return async (job, token, stop): Promise<null> => {
    const data = parseData(repackageJobSchema, job);
    const log = deps.log.child({ video_id: data.video_id, job: job.id });
    const others = await othersOf(deps, job, data.video_id);
    if (others.some(({ isActive, isLater }) => isLater && !isActive)) {
      log.info('left to a later job of the same video');
      return null;
    }
    if (others.some(({ isActive, isLater }) => isActive && !isLater)) {
      await job.moveToDelayed(Date.now() + turnDelayMs, token);
      throw new DelayedError();
    }
    let storedBytes = 0;
    const inSet = objectKeys.generationPrefix(data.video_id, data.generation);
    for (const prefix of [inSet, ...data.codecs.map((codec) => objectKeys.codecPrefix(data.video_id, codec))])
      for await (const { sizeBytes } of deps.store.list(prefix)) storedBytes += sizeBytes;
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

/**
 * The other packaging jobs of a video that are not done. Captions are read when a job begins, so of a burst of changes
 * the last job packages them all, once the one at work has ended.
 */
async function othersOf(
  { transcode }: Pick<JobDeps, 'transcode'>,
  job: Job<unknown, unknown, string>,
  videoId: string,
) {
  const isOther = (other: Job | undefined): other is Job =>
    other?.name === job.name &&
    other.id !== job.id &&
    repackageJobSchema.safeParse(other.data).data?.video_id === videoId;
  const isLater = (other: Job) =>
    other.timestamp === job.timestamp ? (other.id ?? '') > (job.id ?? '') : other.timestamp > job.timestamp;
  const [active, pending] = await Promise.all([
    transcode.getJobs(['active']),
    transcode.getJobs(['waiting', 'delayed'], 0, maxLooked),
  ]);
  return [
    ...active.filter(isOther).map((other) => ({ isActive: true, isLater: isLater(other) })),
    ...pending.filter(isOther).map((other) => ({ isActive: false, isLater: isLater(other) })),
  ];
}
