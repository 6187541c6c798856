import type { Redis } from '../../platform/redis.ts';
import { transcodeJobIds } from '../../shared/contracts/transcode.ts';
import { encodeStateKey, type ProgressPart } from '../../shared/media/transcode-progress.ts';
import { waitFor } from '../../testkit/services.ts';
import type { TestOrigin } from './test-origin.ts';

/** Reports as the transcoder does, of an encode that is nothing but one chunk, `elapsedMs` after its begin. */
export async function reportProgress(
  origin: Pick<TestOrigin, 'jobs'>,
  redis: Redis,
  videoId: string,
  report: { parts: Partial<Record<ProgressPart, number>>; encode?: string; elapsedMs?: number },
): Promise<void> {
  const { encode = 'lx1' } = report;
  const job = await waitFor(() => origin.jobs.getJob(transcodeJobIds.prepare(videoId)));
  await job.updateData({ ...job.data, encode });
  const weights = { probe: 0, first_rung: 0, ladder: 1, package: 0, publish: 0 };
  const layout = { weights, chunks: [1], rungs: { first: '360p', others: ['720p'] } };
  await redis.hset(encodeStateKey(videoId, encode), {
    layout: JSON.stringify(layout),
    started_at_ms: 1_000,
    reported_at_ms: 1_000 + (report.elapsedMs ?? 0),
    ...report.parts,
  });
}
