import type { TranscodeResult } from '../../shared/contracts/transcode.ts';
import { failureWords } from '../../shared/media/failure-words.ts';
import type { AddedCodec } from '../../shared/media/video-codecs.ts';
import { MediaError } from '../run/media-error.ts';
import { removeWork } from '../steps/remove-work.ts';
import { createEncodeState } from './encode-state.ts';
import type { JobDeps } from './job-deps.ts';
import { keepWork } from './kept-work.ts';
import { sendResult } from './send-result.ts';

/**
 * Ends an encode for good: its other jobs notice and end by themselves, and origin is told once. `error` is the
 * source's fault when it is a `MediaError`: then the intermediate files go, else they are kept for another attempt at the
 * video. May be called by several jobs and again.
 */
export async function giveUp(
  deps: Pick<JobDeps, 'redis' | 'results' | 'store' | 'clock'>,
  job: { videoId: string; encode: string; codec?: AddedCodec | undefined },
  error: unknown,
): Promise<void> {
  const { videoId, encode, codec } = job;
  // Before the files go: who stores one later than that looks at the mark and takes it away again.
  const said = error instanceof MediaError ? 'source' : 'ours';
  const { fault, startedAtMs } = await createEncodeState(deps.redis, job).markFailed(said);
  const code = error instanceof MediaError ? error.code : 'processing_failed';
  const message = error instanceof MediaError ? error.message : failureWords.processing_failed;
  const failure: TranscodeResult = codec
    ? { kind: 'codec_failed', video_id: videoId, codec, message }
    : { kind: 'failed', video_id: videoId, code, message };
  // An encode that is taken up again may fail again.
  await sendResult(deps, `${encode}-${startedAtMs}`, failure);
  if (fault === 'ours' && codec === undefined) await keepWork(deps.store, job);
  else await removeWork(job, deps);
}
