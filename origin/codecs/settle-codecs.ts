import { AppError } from '../../shared/errors.ts';
import { addedCodecSchema } from '../../shared/media/video-codecs.ts';
import { addRepackageJob } from '../captions/store.ts';
import type { Transaction } from '../outbox/store.ts';
import { queueCodec, readCodecs } from './store.ts';

/**
 * Queues what brings a published video in line with the codecs it is to be offered in: the encoding of one that was
 * never made, a new packaging for one that was, or that is no longer wanted. A failed one is tried again on `retry`,
 * which throws `original_removed` when that has been given up.
 */
export async function settleCodecs(
  tx: Transaction,
  videoId: string,
  now: Date,
  options: { retry: boolean } = { retry: false },
): Promise<void> {
  const video = await readCodecs(tx, videoId);
  if (!video) return;
  let isOutdated = false;
  for (const codec of addedCodecSchema.options) {
    const state = video.states.get(codec);
    const isPublished = video.published.has(codec);
    if (!video.wanted.includes(codec)) isOutdated ||= isPublished;
    else if (state === 'made') isOutdated ||= !isPublished;
    else if (state === undefined || (state === 'failed' && options.retry)) {
      const isQueued = await queueCodec(tx, videoId, video, codec, now);
      if (!isQueued && options.retry)
        throw new AppError('original_removed', 'the original of this video is no longer kept; upload it again');
    }
  }
  if (isOutdated) await addRepackageJob(tx, videoId, now);
}
