import type { Rung } from '../plan/make-plan.ts';
import { perSecond } from '../probe/frame-rate.ts';
import type { TrackTable } from './sample-table.ts';

/** A picture in a list that ffmpeg's framecrc muxer wrote. */
export type ListedPicture = { timeSec: number; hasSideData: boolean };

/** Reads such a list of one stream: `stream, dts, pts, duration, size, checksum`, and `S=` before what else there is. */
export function parsePictures(text: string): ListedPicture[] {
  const [, num = 0, den = 1] = /^#tb 0: (\d+)\/(\d+)$/m.exec(text) ?? [];
  return text.split('\n').flatMap((line) => {
    const [stream, , pts] = line.split(',');
    if (stream !== '0') return [];
    return [{ timeSec: (Number(pts) * Number(num)) / Number(den), hasSideData: line.includes(', S=') }];
  });
}

/**
 * Why a copied picture cannot stand for an encoded one, or `null`: frames on the grid from time zero on, an IDR picture
 * at every point of it, no other place that pretends to be one, one configuration, and no more bits than the rung's
 * buffer takes.
 */
export function whyNotCopy(
  rung: Rung,
  video: TrackTable,
  found: { idr: readonly ListedPicture[]; withParameters: readonly ListedPicture[] },
): string | null {
  const ticksPerFrame = (video.ticksPerSec * rung.frameRate.den) / rung.frameRate.num;
  if (video.times.some((time, index) => Math.abs(time - index * ticksPerFrame) > 1))
    return 'its frames are off the grid';
  const idrFrames = new Set(found.idr.map(({ timeSec }) => Math.round(timeSec * perSecond(rung.frameRate))));
  if (video.keyFrames.some((frame) => !idrFrames.has(frame))) return 'not every key frame is an IDR picture';
  const keyFrames = new Set(video.keyFrames);
  for (let frame = 0; frame < video.times.length; frame += rung.gopFrames)
    if (!keyFrames.has(frame)) return `frame ${frame} is no key frame`;
  if (found.withParameters.length > 0 || found.idr.some(({ hasSideData }) => hasSideData))
    return 'its configuration may change';
  return fitsBuffer(rung, video.sampleBytes) ? null : 'it has more bits than the rung may have';
}

/**
 * Whether a decoder that receives `maxrateKbps` and can hold `bufsizeKbps` always has the next picture in time
 * (ISO/IEC 14496-10 annex C.1.2), having begun with a full buffer. Sizes in decoding order.
 */
export function fitsBuffer(
  { frameRate, maxrateKbps, bufsizeKbps }: Pick<Rung, 'frameRate' | 'maxrateKbps' | 'bufsizeKbps'>,
  sampleBytes: readonly number[],
): boolean {
  const capacity = bufsizeKbps * 125;
  const perFrame = (maxrateKbps * 125) / perSecond(frameRate);
  let held = capacity;
  for (const size of sampleBytes) {
    if (size > held) return false;
    held = Math.min(capacity, held - size + perFrame);
  }
  return true;
}
