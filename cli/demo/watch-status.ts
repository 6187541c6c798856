import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../../shared/client/api-client.ts';
import type { VideoStatusReport } from '../../shared/contracts/videos.ts';
import { retry } from '../upload/retry.ts';

const pollEveryMs = 300;
const patienceMs = 60_000;

/** Asks for a video's status until it is `ready` or `failed`, telling `onReport` each time. */
export async function watchStatus(
  client: ApiClient,
  videoId: string,
  signal: AbortSignal,
  onReport: (report: VideoStatusReport) => Promise<void>,
): Promise<VideoStatusReport> {
  while (true) {
    const report = await retry(() => client.videoStatus(videoId), { patienceMs, signal });
    await onReport(report);
    if (report.status === 'ready' || report.status === 'failed') return report;
    await sleep(pollEveryMs, undefined, { signal });
  }
}
