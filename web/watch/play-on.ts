import type { NextItem } from '../../shared/contracts/playlists.ts';
import { pause } from '../api.ts';
import { callAsViewer } from '../comments/viewer.ts';

const COUNTDOWN_SEC = 5;

/**
 * Goes on with the next video of the playlist that `?list=` and `?item=` name, some seconds after the video has ended and
 * unless the viewer cancels. Does nothing where the page was opened without a playlist, at its end, and when the next one
 * cannot be asked for.
 */
export function playOn(root: HTMLElement, search: string): void {
  const query = new URLSearchParams(search);
  const [list, item] = [query.get('list'), query.get('item')];
  const video = root.querySelector('video');
  const panel = root.querySelector<HTMLElement>('#play-on');
  if (list === null || item === null || !video || !panel) return;
  video.addEventListener('ended', () => void offerNext(list, item, { video, panel }));
}

type Stage = { video: HTMLVideoElement; panel: HTMLElement };

async function offerNext(list: string, item: string, { video, panel }: Stage): Promise<void> {
  const path = `/playlists/${encodeURIComponent(list)}/items/${encodeURIComponent(item)}/next`;
  const next = (await callAsViewer<NextItem>('GET', path).catch(() => null))?.item;
  if (!next?.video || !video.ended) return;
  const over = new AbortController();
  const go = (now: boolean) => {
    over.abort();
    panel.hidden = true;
    if (!now || !next.video) return;
    const query = new URLSearchParams({ list, item: next.item_id, autoplay: '' });
    location.assign(`/watch/${next.video.video_id}?${query}`);
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
  write('next-title', next.video.title);
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
