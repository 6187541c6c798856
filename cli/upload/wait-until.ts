import type { ApiClient } from '../../shared/client/api-client.ts';
import type { VideoStatusReport } from '../../shared/contracts/videos.ts';
import { watchStatus } from '../demo/watch-status.ts';
import { Failure } from '../failure.ts';

/** Follows a video until it plays, or until all of it is ready. Throws a `Failure` when its processing failed. */
export async function waitUntil(
  goal: 'playable' | 'ready',
  client: ApiClient,
  videoId: string,
  onReport: (report: VideoStatusReport) => void,
  signal: AbortSignal,
): Promise<void> {
  const reached = new AbortController();
  try {
    const report = await watchStatus(client, videoId, AbortSignal.any([signal, reached.signal]), async (status) => {
      onReport(status);
      if (goal === 'playable' && status.playable && status.status !== 'failed') reached.abort();
    });
    if (report.status === 'failed')
      throw new Failure(
        report.error?.code ?? 'processing_failed',
        report.error?.message ?? 'the video could not be processed',
      );
  } catch (error) {
    if (!reached.signal.aborted || signal.aborted) throw error;
  }
}
