import type { NextItem } from '../../shared/contracts/playlists.ts';
import { pause } from '../api.ts';
import { callAsViewer } from '../comments/viewer.ts';
import { say } from '../messages.ts';
import { createPreferences } from '../player/preferences.ts';

const COUNTDOWN_SEC = 5;

type Next = { title: string; url: string };
type Stage = { video: HTMLVideoElement; panel: HTMLElement };

/**
 * Goes on with another video: the next of the playlist that `?list=` and `?item=` name, else the first that the page
 * offers beside this one. Some seconds after the end and unless the viewer cancels, or at once when the player is asked
 * to. Outside of playlists only for who has not switched that off in the player's settings.
 */
export function playOn(root: HTMLElement, search: string): void {
  const query = new URLSearchParams(search);
  const [list, item] = [query.get('list'), query.get('item')];
  const video = root.querySelector('video');
  const panel = root.querySelector<HTMLElement>('#play-on');
  if (!video || !panel) return;
  const isPlaylist = list !== null && item !== null;
  const findNext = async () => (isPlaylist ? nextOfPlaylist(list, item) : firstBeside(root));
  if (!isPlaylist) {
    if (!firstBeside(root)) return;
    panel.setAttribute('aria-label', say('player.next'));
  }
  const button = root.querySelector<HTMLElement>('.next-button');
  if (button) button.hidden = false;
  const preferences = createPreferences(() => localStorage);
  video.addEventListener('ended', async () => {
    if (!isPlaylist && !preferences.read().playsOn) return;
    const next = await findNext();
    if (next && video.ended) await offer(next, { video, panel });
  });
  root.addEventListener('kinora-next', async () => {
    const next = await findNext();
    if (next) location.assign(next.url);
  });
}

async function nextOfPlaylist(list: string, item: string): Promise<Next | null> {
  const path = `/playlists/${encodeURIComponent(list)}/items/${encodeURIComponent(item)}/next`;
  const next = (await callAsViewer<NextItem>('GET', path).catch(() => null))?.item;
  if (!next?.video) return null;
  const query = new URLSearchParams({ list, item: next.item_id, autoplay: '' });
  return { title: next.video.title, url: `/watch/${next.video.video_id}?${query}` };
}

function firstBeside(root: HTMLElement): Next | null {
  const link = root.querySelector<HTMLAnchorElement>('.watch-more h3 a');
  return link && { title: link.textContent ?? '', url: `${link.pathname}?autoplay=` };
}

async function offer(next: Next, { video, panel }: Stage): Promise<void> {
  const over = new AbortController();
  const go = (now: boolean) => {
    over.abort();
    panel.hidden = true;
    if (now) location.assign(next.url);
  };
  const { signal } = over;
  const on = (name: string, act: () => void) =>
    panel.querySelector<HTMLElement>(`[data-${name}]`)?.addEventListener('click', act, { signal });
  on('play-now', () => go(true));
  on('cancel', () => go(false));
  video.addEventListener('play', () => go(false), { signal }); // watched once more instead
  const write = (name: string, words: string) => {
    const place = panel.querySelector(`[data-${name}]`);
    if (place) place.textContent = words;
  };
  panel.hidden = false;
  write('next-title', next.title);
  // The keyboard is with the player, or nowhere: the way out is to be at hand.
  if (document.activeElement === document.body || panel.parentElement?.contains(document.activeElement))
    panel.querySelector<HTMLElement>('[data-cancel]')?.focus();
  for (let left = COUNTDOWN_SEC; left > 0; left -= 1) {
    write('seconds', String(left));
    await pause(1_000, signal);
    if (signal.aborted) return;
  }
  go(true);
}
