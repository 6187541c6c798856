import type { Probe, ProbedVideo } from '../probe/parse-probe.ts';
import type { Rung } from './make-plan.ts';

const profiles = new Set(['Constrained Baseline', 'Main', 'High']);
/** What decoders of phones and televisions reach (ISO/IEC 14496-10 annex A), times ten: up to 1080p, and above. */
const maxLevel = { hd: 42, above: 52 };

/** What sound and container add to the bit rate of a file, at the most that is looked into. */
const besidesPictureBps = 1_000_000;

/**
 * Whether a source looks as if its picture could be published as it is, as the largest rung. Only the picture itself
 * can tell: this is what is known without reading it.
 */
export function mayCopy({ container, video, info }: Probe & { video: ProbedVideo }, top: Rung): boolean {
  const level = top.shortSide <= 1080 ? maxLevel.hd : maxLevel.above;
  return (
    container === 'mov' && // times are exact, and the index tells all of them
    video.codec === 'h264' &&
    profiles.has(video.profile ?? '') &&
    video.level !== null &&
    video.level <= level &&
    info.video?.pixel_format === 'yuv420p' &&
    info.video.rotation_deg === 0 &&
    video.isSquare &&
    video.isProgressive &&
    video.hdr === null &&
    (info.bitrate_bps ?? Number.POSITIVE_INFINITY) <= top.maxrateKbps * 1000 + besidesPictureBps &&
    video.codedWidth === top.width &&
    video.codedHeight === top.height &&
    video.frameRate.num * top.frameRate.den === top.frameRate.num * video.frameRate.den
  );
}
