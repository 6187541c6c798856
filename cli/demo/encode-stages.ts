import type { VideoStatusReport } from '../../shared/contracts/videos.ts';

export type StagePercents = { encode: number; package: number };

/**
 * Splits the one figure of a video's status into the demo's two bars: what was reached before packaging
 * began is encoding, the rest is packaging. Keeps that boundary between calls.
 */
export function createStageSplit(): (report: VideoStatusReport) => StagePercents {
  let packagingFrom: number | null = null;
  return ({ status, stage, progress }) => {
    if (status === 'ready') return { encode: 100, package: 100 };
    if (stage !== 'package' && stage !== 'publish') return { encode: progress, package: 0 };
    packagingFrom ??= progress;
    const left = 100 - packagingFrom;
    return { encode: 100, package: left === 0 ? 100 : Math.floor(((progress - packagingFrom) / left) * 100) };
  };
}
