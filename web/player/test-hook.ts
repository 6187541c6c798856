import type { ShakaPlayer } from './load-shaka.ts';
import { generationOf, type VideoPlayer } from './video-player.ts';

/**
 * `window.kinora`, for tests and for the curious. `start()` loads the player without playing; `player` is
 * Shaka's, null before that; `stats()` says what is on screen now.
 */
export type KinoraHook = {
  readonly player: ShakaPlayer | null;
  readonly video: HTMLVideoElement;
  readonly format: 'hls' | 'dash';
  start(): Promise<void>;
  /** Renews the playback session at once, as before its expiry. */
  renewSession(): Promise<{ expires_at: string }>;
  stats(): {
    format: 'hls' | 'dash';
    /** Of the active rendition, in pixels; null before one is chosen. */
    height: number | null;
    bitrateBps: number | null;
    heights: number[];
    /** From the URL of the manifest that plays. */
    generation: string | null;
    partial: boolean;
    positionSec: number;
    bufferedSec: number;
    droppedFrames: number;
  };
};

declare global {
  interface Window {
    kinora?: KinoraHook;
  }
}

export function exposeHook(player: VideoPlayer): void {
  window.kinora = {
    get player() {
      return player.shaka;
    },
    video: player.video,
    format: player.format,
    start: () => player.start(),
    renewSession: () => player.sessions.renew(),
    stats() {
      const tracks = player.shaka?.getVariantTracks() ?? [];
      const active = tracks.find((track) => track.active);
      const { video } = player;
      const { buffered, currentTime } = video;
      let bufferedSec = 0;
      for (let index = 0; index < buffered.length; index += 1) {
        if (buffered.start(index) <= currentTime && currentTime <= buffered.end(index))
          bufferedSec = buffered.end(index) - currentTime;
      }
      return {
        format: player.format,
        height: active?.height ?? null,
        bitrateBps: active?.bandwidth ?? null,
        heights: [...new Set(tracks.flatMap((track) => track.height ?? []))].sort((a, b) => a - b),
        generation: generationOf(player.shaka?.getAssetUri()),
        partial: player.sessions.current.partial,
        positionSec: currentTime,
        bufferedSec,
        droppedFrames: video.getVideoPlaybackQuality().droppedVideoFrames,
      };
    },
  };
}
