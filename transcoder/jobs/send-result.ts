import type { TranscodeResult } from '../../shared/contracts/transcode.ts';
import type { JobDeps } from './job-deps.ts';

/** Sends a result once, however often sending is tried: an encode is published or fails one time. */
export async function sendResult(
  { results }: Pick<JobDeps, 'results'>,
  encode: string,
  result: TranscodeResult,
): Promise<void> {
  const detail = 'generation' in result ? result.generation : encode;
  await results.add(result.kind, result, { jobId: `${result.video_id}-${result.kind}-${detail}` });
}
