import type { VideoStage, VideoStatusReport } from '../../shared/contracts/videos.ts';
import { failureWords } from '../../shared/media/failure-words.ts';
import type { Actor } from '../policy/who.ts';
import { findVisibleVideo, type VideoDeps } from './find-visible-video.ts';
import type { RenditionRow, VideoRow } from './store.ts';

export type LiveProgress = {
  stage: VideoStage;
  percent: number;
  secondsRemaining: number | null;
  /** Each stage and each rendition by its name, 0–100. */
  stagePercents: Record<string, number>;
  rungPercents: Record<string, number>;
};
/** What the transcoder reports of a video; `percent` is the highest it ever was. Throws `unavailable`. */
export type ProgressReader = (videoId: string) => Promise<LiveProgress>;

/** How far a video's processing is: the row, and the live job while there is one. */
export async function videoStatus(
  deps: VideoDeps & { readProgress: ProgressReader },
  viewer: Actor,
  videoId: string,
): Promise<VideoStatusReport> {
  const { video } = await findVisibleVideo(deps, viewer, videoId);
  const isUnfinished = video.status === 'processing' || video.status === 'failed';
  const [renditions, live] = await Promise.all([
    video.generation === null ? [] : deps.store.renditionsOf(videoId, video.generation),
    isUnfinished ? deps.readProgress(videoId) : null,
  ]);
  return report(video, renditions, live);
}

function report(video: VideoRow, renditions: RenditionRow[], live: LiveProgress | null): VideoStatusReport {
  const isProcessing = video.status === 'processing';
  const remaining = isProcessing ? (live?.secondsRemaining ?? null) : null;
  return {
    video_id: video.id,
    status: video.status,
    // 100 is said only of what is published; the last result may still be on its way.
    progress: video.status === 'ready' ? 100 : Math.min(99, Math.floor(live?.percent ?? 0)),
    stage: isProcessing ? (live?.stage ?? null) : null,
    playable: video.playable,
    renditions: renditions.map((rendition) => ({
      name: rendition.name,
      codec: rendition.codec,
      width: rendition.width,
      height: rendition.height,
      frame_rate: rendition.frameRate,
      bitrate_bps: rendition.bitrateBps,
    })),
    estimated_seconds_remaining: remaining === null ? null : Math.round(remaining),
    ...(isProcessing && live ? { details: { stages: live.stagePercents, renditions: live.rungPercents } } : {}),
    ...(video.status === 'failed' && video.failureCode !== null
      ? { error: { code: video.failureCode, message: video.failureMessage || failureWords[video.failureCode] } }
      : {}),
  };
}
