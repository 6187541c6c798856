import type { Plan, Rung } from '../plan/make-plan.ts';
import { perSecond } from '../probe/frame-rate.ts';
import { type DecodeReport, isDamaged } from '../run/decode-report.ts';
import { MediaError, mediaMessages } from '../run/media-error.ts';

/** What an encoded file holds. */
export type EncodedFile = { frames: number; videoSec: number; audioSec: number };

/**
 * Compares what was decoded with what the source claims to hold. Decoders patch over holes and ffmpeg ends well at a
 * cut-off end, so only counting tells. Throws `MediaError` `corrupt_media`.
 */
export function verifySource(
  plan: Plan,
  source: { codec: string; videoDurationSec: number | null; containerDurationSec: number },
  decoded: DecodeReport,
  encoded: EncodedFile,
): void {
  if (isDamaged(decoded, { codec: source.codec, interlaced: plan.deinterlace }))
    throw new MediaError('corrupt_media', mediaMessages.damaged);
  // Without a duration of the video itself, an audio track that runs on may be what the container counts.
  const gotSec = source.videoDurationSec === null ? Math.max(encoded.videoSec, encoded.audioSec) : encoded.videoSec;
  const claimedSec = source.videoDurationSec ?? source.containerDurationSec;
  if (claimedSec - gotSec > Math.max(0.5, claimedSec * 0.02))
    throw new MediaError('corrupt_media', mediaMessages.truncated);
}

/** Throws when an encoded rung has another number of frames than the first rung says it must. */
export function verifyFrameCount(rung: Rung, encoded: EncodedFile, first: { rung: Rung; encoded: EncodedFile }): void {
  const ratio = perSecond(rung.frameRate) / perSecond(first.rung.frameRate);
  const expected = first.encoded.frames * ratio;
  if (Math.abs(encoded.frames - expected) > Math.max(1, ratio))
    throw new Error(`${rung.name} has ${encoded.frames} frames instead of ${expected}`);
}
