import { WATCH_LATER } from '../../shared/contracts/playlist-words.ts';
import type { Playlist, PlaylistItem, Playlists } from '../../shared/contracts/playlists.ts';
import { ApiError } from '../api.ts';
import { callAsViewer } from '../comments/viewer.ts';
import { explain } from '../explain.ts';
import { say } from '../messages.ts';
import type { ActionDeps } from './action-deps.ts';
import { sayInDialog } from './say-in-dialog.ts';

const PLAYLISTS_SHOWN = 100;

/** What opens the save dialog: a button for each of the viewer's playlists, the list for later first. */
export function startSave({ videoId }: Pick<ActionDeps, 'videoId'>): (dialog: HTMLDialogElement) => Promise<void> {
  let isReady = false;

  /** A button that puts the video into a playlist, and takes it out again when it has just come in. */
  function saveButton(dialog: HTMLDialogElement, playlistId: string, title: string): HTMLElement {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'save-target' });
    const state = Object.assign(document.createElement('span'), { className: 'quiet' });
    let itemId: string | null = null;
    const show = (words: string) => {
      button.setAttribute('aria-pressed', String(itemId !== null));
      state.textContent = words;
    };
    const act = async () => {
      const path = `/playlists/${playlistId}/items`;
      if (itemId === null) {
        itemId = (await callAsViewer<PlaylistItem>('POST', path, { video_id: videoId })).item_id;
        show(say('watch.saved'));
      } else {
        await callAsViewer('DELETE', `${path}/${itemId}`);
        itemId = null;
        show('');
      }
    };
    button.addEventListener('click', async () => {
      button.disabled = true;
      await act().catch((error: unknown) => {
        if (error instanceof ApiError && error.code === 'conflict') show(say('watch.in_there_already'));
        else sayInDialog(dialog, explain(error));
      });
      button.disabled = false;
      button.focus();
    });
    const name = document.createElement('span');
    name.textContent = title;
    button.append(name, state);
    show('');
    const item = document.createElement('li');
    item.append(button);
    return item;
  }

  return async (dialog) => {
    const list = dialog.querySelector('[data-playlists]');
    const form = dialog.querySelector<HTMLFormElement>('[data-new-playlist]');
    const field = form?.querySelector('input');
    if (!list || !form || !field || isReady) return;
    const { playlists } = await callAsViewer<Playlists>('GET', `/me/playlists?limit=${PLAYLISTS_SHOWN}`);
    const own = playlists.filter(({ kind }) => kind === 'own');
    list.replaceChildren(
      saveButton(dialog, WATCH_LATER, say('watch.watch_later')),
      ...own.map(({ playlist_id, title }) => saveButton(dialog, playlist_id, title)),
    );
    isReady = true;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      try {
        const made = await callAsViewer<Playlist>('POST', '/playlists', { title: field.value });
        const item = saveButton(dialog, made.playlist_id, made.title);
        list.append(item);
        field.value = '';
        item.querySelector('button')?.click();
      } catch (error) {
        sayInDialog(dialog, explain(error));
      }
    });
  };
}
