import { type Container, hasOnlyClock } from '../../shared/media/sniff-container.ts';
import type { Plan, Rung } from '../plan/make-plan.ts';
import { perSecond } from '../probe/frame-rate.ts';
import { type DecodeReport, isDamaged } from '../run/decode-report.ts';
import { MediaError, mediaMessages } from '../run/media-error.ts';

/** What an encoded file holds. */
export type EncodedFile = { frames: number; videoSec: number; audioSec: number };

type Claims = { container: Container; durationSec: number; video: { codec: string; durationSec: number | null } };

/**
 * Compares what was decoded with what the source claims to hold. Decoders patch over holes and ffmpeg ends well at a
 * cut-off end, so only counting tells. Throws `MediaError` `corrupt_media`.
 */
export function verifySource(plan: Plan, source: Claims, decoded: DecodeReport, encoded: EncodedFile): void {
  if (isDamaged(decoded, { codec: source.video.codec, interlaced: plan.deinterlace }))
    throw new MediaError('corrupt_media', mediaMessages.damaged);
  verifyLength(source, encoded);
}

/** Throws `MediaError` `corrupt_media` when what was encoded is shorter than the source claims to be. */
export function verifyLength(source: Claims, encoded: EncodedFile): void {
  if (hasOnlyClock(source.container)) return;
  // Without a duration of the video itself, an audio track that runs on may be what the container counts.
  const { durationSec } = source.video;
  const gotSec = durationSec === null ? Math.max(encoded.videoSec, encoded.audioSec) : encoded.videoSec;
  const claimedSec = durationSec ?? source.durationSec;
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
