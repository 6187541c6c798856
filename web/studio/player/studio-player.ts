import { explain } from '../../explain.ts';
import { openVideo } from './open-video.ts';

export type StudioPlayer = {
  readonly video: HTMLVideoElement;
  /** Resolves once the video can be moved about in. Rejects after it has told the reader why it cannot. */
  open(): Promise<void>;
  playFrom(positionSec: number): Promise<void>;
};

/** The player of edge/pages/studio/studio-player.tsx; its heavy half is fetched when it is first needed. */
export function startStudioPlayer(root: HTMLElement, options: { atItsBest?: boolean } = {}): StudioPlayer | null {
  const video = root.querySelector('video');
  const button = root.querySelector<HTMLButtonElement>('[data-play]');
  const problem = root.querySelector<HTMLElement>('[data-player-problem]');
  const { videoId } = root.dataset;
  if (!video || !button || !videoId) return null;

  const fail = (error: unknown) => {
    if (!problem) return;
    problem.hidden = false;
    problem.textContent = explain(error);
  };
  async function load(videoId: string, video: HTMLVideoElement): Promise<void> {
    await openVideo(video, videoId, { atItsBest: options.atItsBest === true, onError: fail });
    video.controls = true;
    button?.remove();
    if (problem) problem.hidden = true;
  }

  let opening: Promise<void> | undefined;
  const open = () => {
    opening ??= load(videoId, video).catch((error: unknown) => {
      opening = undefined; // the next press tries again
      fail(error);
      throw error;
    });
    return opening;
  };
  const play = () => video.play().catch(() => undefined); // browsers may refuse; it stands at the right place all the same
  button.addEventListener('click', () => {
    open().then(
      () => {
        video.focus();
        return play();
      },
      () => undefined, // it was told
    );
  });
  return {
    video,
    open,
    async playFrom(positionSec) {
      await open();
      video.currentTime = positionSec;
      await play();
    },
  };
}
