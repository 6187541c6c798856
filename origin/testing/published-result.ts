import type { TranscodeResult } from '../../shared/contracts/transcode.ts';

/** A result as the transcoder sends it. */
export function publishedResult(
  kind: 'playable' | 'ready',
  videoId: string,
  generation: string,
): Extract<TranscodeResult, { kind: 'playable' | 'ready' }> {
  const rendition = (name: string, width: number, height: number) => ({
    ...{ name, width, height },
    codec: 'h264' as const,
    frame_rate: 30,
    bitrate_bps: height * 1000,
  });
  const renditions = [rendition('360p', 640, 360), rendition('720p', 1280, 720)];
  const video = {
    ...{ codec: 'h264', width: 1280, height: 720, frame_rate: 30, rotation_deg: 0, pixel_format: 'yuv420p' },
    ...{ interlaced: false, hdr: null },
  };
  return {
    kind,
    video_id: videoId,
    generation,
    duration_sec: 20.5,
    width: 1280,
    height: 720,
    renditions: kind === 'ready' ? renditions : renditions.slice(0, 1),
    source: { container: 'mp4', duration_sec: 20.5, bitrate_bps: null, video, audio: [] },
  };
}
