import type { Rendition, TranscodeResult } from '../../shared/contracts/transcode.ts';
import type { Prepared } from './prepared.ts';

/** What origin is told of a set that has been published. */
export function publishedResult(
  kind: 'playable' | 'ready',
  videoId: string,
  { probe }: Pick<Prepared, 'probe'>,
  set: { generation: string; durationSec: number; renditions: Rendition[]; size: { width: number; height: number } },
): TranscodeResult {
  return {
    kind,
    video_id: videoId,
    generation: set.generation,
    duration_sec: Number(set.durationSec.toFixed(3)),
    width: set.size.width,
    height: set.size.height,
    renditions: set.renditions,
    source: probe.info,
  };
}
