import type { TranscodeResult } from '../../shared/contracts/transcode.ts';
import type { VideoStatus } from '../../shared/contracts/videos.ts';
import { isNewerGeneration } from '../../shared/media/object-keys.ts';

export type PublishedState = { status: VideoStatus; generation: string | null; complete: boolean };

/**
 * Whether a result says anything new about a video. Results can come twice, late, and in another order than they
 * were sent; a complete generation is never replaced by a partial or an older one.
 */
export function acceptsResult(
  video: PublishedState,
  result: Extract<TranscodeResult, { kind: 'playable' | 'ready' | 'failed' }>,
): boolean {
  switch (result.kind) {
    case 'failed':
      return video.status === 'processing';
    case 'playable':
      return video.status === 'processing' && isNewerGeneration(result.generation, video.generation);
    case 'ready':
      if (result.generation === video.generation) return !video.complete;
      return isNewerGeneration(result.generation, video.generation);
  }
}
