import type { Output } from '../output.ts';
import { callOrigin } from './call-origin.ts';

export type Change = 'retry' | 'drop';

const requests = {
  retry: { method: 'POST', path: 'retry', done: 'is queued again' },
  drop: { method: 'DELETE', path: 'jobs', done: 'is dropped; the original and the reason are kept' },
} as const;

/**
 * `admin jobs retry|drop VIDEO…`: by way of origin, so that queue and database change together. Goes on past one
 * that cannot be changed; resolves with exit code 1 then.
 */
export async function changeJobs(
  change: Change,
  videoIds: readonly string[],
  origin: { url: string; internalKey: string },
  output: Output,
): Promise<number> {
  let exitCode = 0;
  for (const videoId of videoIds) {
    const { method, path } = requests[change];
    const error = await callOrigin(origin, method, `/videos/${encodeURIComponent(videoId)}/${path}`);
    if (error === null) {
      output.event({ event: 'changed', change, video_id: videoId });
      output.line(`${videoId} ${requests[change].done}`);
      continue;
    }
    exitCode = 1;
    output.error(error.code, `${videoId}: ${error.message}`);
  }
  return exitCode;
}
