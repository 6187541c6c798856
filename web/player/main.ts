import { page } from './page.ts';
import './words-of-controls.ts';
import './controls.ts';
import type { MediaController } from 'media-chrome/dist/media-controller.js';
import { formatDuration } from '../../shared/format.ts';
import { say } from '../messages.ts';
import { AudioMenu } from './audio-menu.ts';
import { startCaptionLook } from './caption-look.ts';
import { createCaptions } from './captions.ts';
import { followChapters } from './chapters.ts';
import { createCommands } from './commands.ts';
import { followEncoding } from './follow-encoding.ts';
import { listenToKeys } from './keyboard.ts';
import { formatOfBrowser } from './load-shaka.ts';
import { mendControls } from './mend-controls.ts';
import { createPreferences } from './preferences.ts';
import { rememberChoices } from './remember.ts';
import { startSettings } from './settings.ts';
import { sheetOf } from './sheets.ts';
import { showTrouble } from './show-trouble.ts';
import { startPositionSec } from './start-position.ts';
import { createTell } from './tell.ts';
import { exposeHook } from './test-hook.ts';
import { startTheatre } from './theatre.ts';
import { listenToTouch } from './touch.ts';
import { VideoPlayer } from './video-player.ts';

const { root, video, videoId, session } = page;
const query = new URLSearchParams(location.search);
const asked = query.get('format');
const preferences = createPreferences(() => localStorage);
const tell = createTell(root);
const startAtSec = startPositionSec(location.search);

const trouble = showTrouble(root, () => void player.retry());
const player = new VideoPlayer({
  ...page,
  audioMenu: new AudioMenu(root),
  format: asked === 'hls' || asked === 'dash' ? asked : formatOfBrowser(),
  startAtSec,
  captions: () => preferences.read().captions,
  events: {
    ...trouble,
    onSkipped: () => tell(say('player.skipped')),
    onOtherRendition: () => tell(say('player.other_quality')),
  },
});
exposeHook(player);
rememberChoices(root, player, preferences);

const captionSheet = sheetOf('caption-sheet');
const keySheet = sheetOf('key-sheet');
startCaptionLook(root, captionSheet?.querySelector('form') ?? null, preferences);
const pageKeys = keySheet?.querySelector<HTMLInputElement>('[name=page_keys]');
if (pageKeys) pageKeys.checked = preferences.read().hasPageKeys;
pageKeys?.addEventListener('change', () => preferences.change({ hasPageKeys: pageKeys.checked }));

const commands = createCommands({
  root,
  player,
  captions: createCaptions(root, video, { preferences, tell }),
  toggleTheatre: startTheatre(root, preferences),
  showKeys: () => keySheet?.showModal(),
  tell,
});
listenToKeys(root, commands, () => preferences.read().hasPageKeys);
listenToTouch(video, commands);
startSettings(root, video, {
  preferences,
  open: { keys: () => commands.show_keys('?'), captionStyle: () => captionSheet?.showModal() },
});
root.querySelector('.next-button')?.addEventListener('click', () => commands.next(''));
followChapters(root, video);
const controller = root.querySelector<MediaController>('media-controller');
mendControls(root);
// With all that stands over the picture.
if (controller) controller.fullscreenElement = root;

// The heavy half of the player is fetched when the viewer reaches for it, which is a little before they play.
for (const event of ['pointerenter', 'touchstart', 'focusin'] as const)
  root.addEventListener(event, () => void player.start(), { once: true, passive: true });

if (query.has('autoplay') || cameFromThisSite()) {
  void player.start();
  video.play().catch(() => undefined); // browsers may refuse sound without a gesture: the poster stays
}
if (startAtSec === null && session.resume_position_sec > 0)
  video.addEventListener(
    'playing',
    () => tell(say('player.resumed', { time: formatDuration(Math.floor(session.resume_position_sec)) })),
    { once: true },
  );

void followEncoding(player, videoId, document.getElementById('encoding'));
// A chapter, or a time that somebody wrote. Cancelled, so that who asks does not load the page anew.
root.addEventListener('kinora-seek', (event) => {
  if (!(event instanceof CustomEvent) || typeof event.detail !== 'number') return;
  event.preventDefault();
  void player.playFrom(event.detail);
});

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
