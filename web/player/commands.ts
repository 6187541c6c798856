import type { PlayerCommand } from '../../shared/player/player-keys.ts';
import { formats, say } from '../messages.ts';
import type { Captions } from './captions.ts';
import type { VideoPlayer } from './video-player.ts';

export type CommandDeps = {
  root: HTMLElement;
  player: VideoPlayer;
  captions: Captions;
  toggleTheatre(): void;
  showKeys(): void;
  tell(words: string): void;
};

/** `key` is the one that was pressed. */
export type Commands = Record<PlayerCommand, (key: string) => void>;

const STEP_SEC = 5;
const FAR_SEC = 10;
const VOLUME_STEP = 0.05;
export const speeds = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;
/** For what does not say its own: so that a step is seen, and not much is stepped over. */
const FRAMES_PER_SEC = 30;

/** What can be done with the player, by key and by touch. */
export function createCommands({ root, player, captions, toggleTheatre, showKeys, tell }: CommandDeps): Commands {
  const { video } = player;
  const controller = root.querySelector('media-controller');
  /** media-chrome does it, as when its own button is pressed. */
  const request = (name: string, detail?: unknown) =>
    controller?.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));

  const seekBy = (seconds: number) => {
    const endSec = Number.isFinite(video.duration) ? video.duration : Number.POSITIVE_INFINITY;
    void player.seekTo(Math.min(endSec, Math.max(0, video.currentTime + seconds)));
    tell(say(seconds < 0 ? 'player.seconds_back' : 'player.seconds_ahead', { seconds: Math.abs(seconds) }));
  };
  const seekToShare = async (share: number) => {
    await player.start();
    if (Number.isFinite(video.duration)) await player.seekTo(video.duration * share);
  };
  const stepFrames = (count: number) => {
    video.pause();
    const active = player.shaka?.getVariantTracks().find((track) => track.active);
    const perSec = active?.frameRate || FRAMES_PER_SEC;
    // To the middle of the frame: its edge may be rounded into the one before.
    const frame = Math.floor(video.currentTime * perSec + 0.01) + count;
    video.currentTime = Math.min(video.duration || 0, Math.max(0, (frame + 0.5) / perSec));
  };
  const changeSpeed = (direction: 1 | -1) => {
    const now = video.defaultPlaybackRate; // the element's own is 0 while Shaka Player waits for media
    const faster = direction > 0 ? speeds.find((speed) => speed > now) : speeds.findLast((speed) => speed < now);
    const rate = faster ?? now;
    request('mediaplaybackraterequest', rate);
    tell(say('player.speed_now', { rate }));
  };
  const changeVolume = (step: number) => {
    video.volume = Math.min(1, Math.max(0, Math.round((video.volume + step) * 100) / 100));
    if (step > 0) video.muted = false;
    tell(say('player.volume', { percent: Math.round(video.volume * 100) }));
  };

  return {
    toggle_play: () => {
      if (video.paused) void video.play().catch(() => undefined);
      else video.pause();
    },
    back: () => seekBy(-STEP_SEC),
    ahead: () => seekBy(STEP_SEC),
    far_back: () => seekBy(-FAR_SEC),
    far_ahead: () => seekBy(FAR_SEC),
    jump: (key) => {
      void seekToShare(Number(key) / 10);
      tell(formats.percent(Number(key) / 10));
    },
    to_start: () => void seekToShare(0),
    to_end: () => void seekToShare(1),
    frame_back: () => stepFrames(-1),
    frame_ahead: () => stepFrames(1),
    slower: () => changeSpeed(-1),
    faster: () => changeSpeed(1),
    louder: () => changeVolume(VOLUME_STEP),
    quieter: () => changeVolume(-VOLUME_STEP),
    toggle_sound: () => {
      video.muted = !video.muted;
      tell(say(video.muted ? 'player.sound_off' : 'player.sound_on'));
    },
    toggle_captions: () => captions.toggle(),
    toggle_fullscreen: () =>
      request(document.fullscreenElement ? 'mediaexitfullscreenrequest' : 'mediaenterfullscreenrequest'),
    toggle_theatre: toggleTheatre,
    toggle_mini: () => {
      if (!document.pictureInPictureEnabled) return tell(say('player.no_mini'));
      request(document.pictureInPictureElement ? 'mediaexitpiprequest' : 'mediaenterpiprequest');
    },
    next: () => root.dispatchEvent(new CustomEvent('kinora-next', { bubbles: true })),
    show_keys: showKeys,
  };
}
