import type { VideoStatusReport } from '../../shared/contracts/videos.ts';
import { callApi, openApiStream, pause } from '../api.ts';
import { readEvents } from './read-events.ts';

const POLL_MS = 1_000;
const MAX_POLL_MS = 10_000;

export type FollowOptions = {
  /** Who asks: owners with the cookies of their session. */
  call?: typeof callApi;
  /** False where a page follows several: browsers hold few connections to a host. Default true. */
  byStream?: boolean;
};

/**
 * Every change of a video's status, for as long as it is asked for: from the stream of the API, and by asking now and
 * then while something on the way lets no stream through.
 */
export async function* followStatus(
  videoId: string,
  { call = callApi, byStream = true }: FollowOptions = {},
): AsyncGenerator<VideoStatusReport> {
  let delayMs = POLL_MS;
  for (;;) {
    try {
      if (byStream)
        for await (const data of readEvents(await openApiStream(`/videos/${videoId}/status/stream`))) {
          delayMs = POLL_MS;
          yield JSON.parse(data) as VideoStatusReport; // of the same release as this page
        }
    } catch {
      // Asked for below.
    }
    const report = await call<VideoStatusReport>('GET', `/videos/${videoId}/status`).catch(() => null);
    if (report) yield report;
    else delayMs = Math.min(delayMs * 2, MAX_POLL_MS);
    await pause(delayMs);
  }
}
