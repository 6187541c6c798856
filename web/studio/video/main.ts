import { callAsViewer } from '../../comments/viewer.ts';
import { explain } from '../../explain.ts';
import { say } from '../../messages.ts';
import { startStudioPlayer } from '../player/studio-player.ts';
import { drawFrame } from './draw-frame.ts';

/** The widest that is made of a thumbnail, and what its preview needs. */
const THUMBNAIL_WIDTH = 1280;
const PREVIEW_WIDTH = 640;

const choice = document.querySelector<HTMLElement>('[data-frame-choice]');
if (choice) startFrameChoice(choice);

/** Makes the frame that the player shows the picture of the video. */
function startFrameChoice(choice: HTMLElement): void {
  const root = choice.querySelector<HTMLElement>('[data-player]');
  const button = choice.querySelector<HTMLElement>('[data-take-frame]');
  const news = choice.querySelector<HTMLElement>('[data-frame-news]');
  const player = root && startStudioPlayer(root, { atItsBest: true });
  const videoId = root?.dataset.videoId;
  if (!player || !button || !news || videoId === undefined) return;
  const { video } = player;
  const tell = (words: string) => {
    news.textContent = words;
  };
  let isSending = false;

  async function take(): Promise<void> {
    if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
      tell(say('thumbnail.no_frame'));
      return;
    }
    video.pause();
    const canvas = drawFrame(video, THUMBNAIL_WIDTH);
    const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.92));
    if (!picture) throw new Error('the browser made no picture of the frame');
    tell(say('thumbnail.sending'));
    await callAsViewer('PUT', `/videos/${videoId}/thumbnail`, picture);
    // Only pictures of this host and data: are let in by the page's policy.
    document.querySelector('#thumbnail .thumb img')?.setAttribute('src', drawFrame(video, PREVIEW_WIDTH).toDataURL());
    tell(say('thumbnail.saved'));
  }

  button.addEventListener('click', () => {
    if (isSending) return;
    isSending = true;
    take()
      .catch((error: unknown) => tell(explain(error)))
      .finally(() => {
        isSending = false;
      });
  });
}
