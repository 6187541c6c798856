import type { PreferenceStore } from './preferences.ts';
import type { VideoPlayer } from './video-player.ts';

/** Begins with the volume and speed that were chosen last, and keeps what is chosen from now on. */
export function rememberChoices(root: HTMLElement, player: VideoPlayer, preferences: PreferenceStore): void {
  const { video } = player;
  const { volume, isMuted, speed } = preferences.read();
  video.volume = volume;
  video.muted = isMuted;
  useSpeed(video, speed);
  video.addEventListener('volumechange', () => {
    const kept = preferences.read();
    if (kept.volume !== video.volume || kept.isMuted !== video.muted)
      preferences.change({ volume: video.volume, isMuted: video.muted });
  });
  // Asked for by the viewer; the element's own rate is 0 while Shaka Player waits for media.
  root.addEventListener('mediaplaybackraterequest', (event) => {
    const rate = Number((event as CustomEvent<unknown>).detail);
    if (!(rate > 0)) return;
    useSpeed(video, rate);
    player.shaka?.trickPlay(rate, false); // or Shaka goes back to the speed it knows when media has come
    preferences.change({ speed: rate });
  });
}

/** The default too: loading media sets an element back to it. */
function useSpeed(video: HTMLVideoElement, rate: number): void {
  video.defaultPlaybackRate = rate;
  video.playbackRate = rate;
}
