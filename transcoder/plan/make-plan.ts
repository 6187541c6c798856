import type { LadderPreset, LadderStep, LoudnessTarget } from '../../shared/media/ladder.ts';
import type { Container } from '../../shared/media/sniff-container.ts';
import type { VideoCodec } from '../../shared/media/video-codecs.ts';
import { type FrameRate, halve, perSecond } from '../probe/frame-rate.ts';
import type { Probe, ProbedVideo } from '../probe/parse-probe.ts';
import { type AudioTrack, planAudio } from './audio-plan.ts';
import { mayCopy } from './may-copy.ts';

export type Rung = {
  /** `360p`, by the short side; `360p-av1` in another codec than H.264. */
  name: string;
  codec: VideoCodec;
  shortSide: number;
  width: number;
  height: number;
  frameRate: FrameRate;
  /** Frames from one IDR to the next; the same time in every rung. */
  gopFrames: number;
  crf: number;
  maxrateKbps: number;
  bufsizeKbps: number;
};

/** Everything that will be done to a source, decided before anything is started. */
export type Plan = {
  container: Container;
  videoStreamIndex: number;
  /** That stream is sound, of which a picture is drawn. */
  isDrawn: boolean;
  audioStreamIndex: number | null;
  /** Language of that audio stream, as in BCP 47; `null` when unknown. */
  audioLanguage: string | null;
  /** What the video should last. */
  durationSec: number;
  frameRate: FrameRate;
  deinterlace: boolean;
  hdr: 'pq' | 'hlg' | null;
  /** Rising by size. */
  rungs: Rung[];
  /** Encoded and published first; never encoded again. */
  firstRung: Rung;
  /** Whether the source's own picture may do for the largest rung; looked at before anything of that is encoded. */
  mayCopyTop: boolean;
  /** Exact: `gopFrames` of any rung by its frame rate. */
  gopSec: number;
  segmentSec: number;
  audioKbps: number;
  /** What is published in the end; the first is the one that is published early, too. */
  audioTracks: AudioTrack[];
  loudness: LoudnessTarget;
  x264Preset: string;
  av1Preset: number;
};

/** Lays out the ladder for a source with video: never above its size, square pixels, even sides, one GOP grid. */
export function makePlan(probe: Probe & { video: ProbedVideo }, preset: LadderPreset): Plan {
  const { video } = probe;
  const sourceShortSide = Math.min(video.displayWidth, video.displayHeight);
  const smaller = preset.steps.filter((step) => step.shortSide <= sourceShortSide);
  // A drawing costs next to nothing in any size: one will do.
  const fitting = video.isDrawn ? smaller.slice(-1) : smaller;
  const smallest = preset.steps[0];
  if (!smallest) throw new Error('the ladder preset has no steps');
  const steps: LadderStep[] = fitting.length > 0 ? fitting : [{ ...smallest, shortSide: evenDown(sourceShortSide) }];

  const isHalving = perSecond(video.frameRate) > 30.5;
  const lowRate = isHalving ? halve(video.frameRate) : video.frameRate;
  // Counted in frames of the lower rate: both rates then have a frame at every boundary, also at 59.94.
  const lowGopFrames = Math.max(1, Math.round(preset.gopSec * perSecond(lowRate)));
  const gopSec = lowGopFrames / perSecond(lowRate);

  const rungs = steps.map((step): Rung => {
    const isLow = step.shortSide < preset.halveFrameRateBelow;
    const frameRate = isLow ? lowRate : video.frameRate;
    const maxrateKbps = Math.round(step.maxrateKbps * (perSecond(frameRate) > 30.5 ? preset.highFrameRateFactor : 1));
    return {
      name: `${step.shortSide}p`,
      codec: 'h264',
      shortSide: step.shortSide,
      ...sizeOf(step.shortSide, video),
      frameRate,
      gopFrames: isHalving && !isLow ? lowGopFrames * 2 : lowGopFrames,
      crf: step.crf,
      maxrateKbps,
      bufsizeKbps: Math.round(maxrateKbps * preset.bufferSec),
    };
  });
  const firstRung = rungs.findLast((rung) => rung.shortSide <= preset.firstShortSide) ?? rungs[0];
  const top = rungs.at(-1);
  if (!firstRung || !top) throw new Error('the ladder has no rungs');
  return {
    container: probe.container,
    videoStreamIndex: video.streamIndex,
    isDrawn: video.isDrawn,
    audioStreamIndex: probe.audioStreamIndex,
    audioLanguage: probe.audioLanguage,
    durationSec: video.durationSec ?? probe.durationSec,
    frameRate: video.frameRate,
    deinterlace: video.interlaced,
    hdr: video.hdr,
    rungs,
    firstRung,
    mayCopyTop: top !== firstRung && mayCopy(probe, top),
    gopSec,
    segmentSec: gopSec * Math.max(1, Math.round(preset.segmentSec / gopSec)),
    audioKbps: preset.audioKbps,
    audioTracks: planAudio(probe.audioStreams, { stereoKbps: preset.audioKbps, surroundKbps: preset.surroundKbps }),
    loudness: preset.loudness,
    x264Preset: preset.x264Preset,
    av1Preset: preset.av1.preset,
  };
}

/** The long side follows the true aspect, to the nearest even number: 4:2:0 chroma has half the samples each way. */
function sizeOf(shortSide: number, video: ProbedVideo): { width: number; height: number } {
  const aspect = video.displayWidth / video.displayHeight;
  const longSide = Math.max(2, Math.round((shortSide * Math.max(aspect, 1 / aspect)) / 2) * 2);
  return aspect >= 1 ? { width: longSide, height: shortSide } : { width: shortSide, height: longSide };
}

const evenDown = (pixels: number): number => Math.max(2, pixels - (pixels % 2));
