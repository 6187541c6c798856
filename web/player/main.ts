import { page } from './page.ts';
import './controls.ts';
import { AudioMenu } from './audio-menu.ts';
import { describeError } from './describe-error.ts';
import { followEncoding } from './follow-encoding.ts';
import { startPositionSec } from './start-position.ts';
import { exposeHook } from './test-hook.ts';
import { VideoPlayer } from './video-player.ts';

const { root, video, videoId } = page;
const query = new URLSearchParams(location.search);
const message = root.querySelector<HTMLElement>('.player-message');

const player = new VideoPlayer({
  ...page,
  audioMenu: new AudioMenu(root),
  format: chooseFormat(query.get('format')),
  startAtSec: startPositionSec(location.search),
  onError(error) {
    console.warn('playback failed', error);
    const words = message?.querySelector('p');
    if (!message || !words) return;
    words.textContent = describeError(error);
    message.hidden = false;
  },
});
exposeHook(player);

message?.querySelector('button')?.addEventListener('click', () => {
  message.hidden = true;
  void player.retry();
});

// The heavy half of the player is fetched when the viewer reaches for it, which is a little before they play.
for (const event of ['pointerenter', 'touchstart', 'focusin'] as const)
  root.addEventListener(event, () => void player.start(), { once: true, passive: true });

if (query.has('autoplay') || cameFromThisSite()) {
  void player.start();
  video.play().catch(() => undefined); // browsers may refuse sound without a gesture: the poster stays
}

void followEncoding(player, videoId, document.getElementById('encoding'));
// A time in a comment. Cancelled, so that who asks does not load the page anew.
root.addEventListener('kinora-seek', (event) => {
  if (!(event instanceof CustomEvent) || typeof event.detail !== 'number') return;
  event.preventDefault();
  void player.playFrom(event.detail);
});

/**
 * DASH where the browser has Media Source Extensions: while a video is still being encoded, Shaka Player keeps its place
 * better in a growing MPD than in an EVENT playlist. iPhones play HLS natively and have no plain MediaSource.
 */
function chooseFormat(asked: string | null): 'hls' | 'dash' {
  if (asked === 'hls' || asked === 'dash') return asked;
  return 'MediaSource' in window ? 'dash' : 'hls';
}

/** True after a click on one of our own pages, as opposed to a link from elsewhere or a reload. */
function cameFromThisSite(): boolean {
  const [entry] = performance.getEntriesByType('navigation');
  const freshVisit = (entry as PerformanceNavigationTiming | undefined)?.type === 'navigate';
  return (
    freshVisit &&
    'navigation' in window &&
    window.navigation.activation?.from?.url?.startsWith(location.origin) === true
  );
}
