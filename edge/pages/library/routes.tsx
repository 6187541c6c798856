import { type Context, Hono } from 'hono';
import type { Me } from '../../../shared/contracts/auth.ts';
import type { HistoryPage as HistoryList, HistorySettings } from '../../../shared/contracts/history.ts';
import type { Playlist, PlaylistItems, Playlists } from '../../../shared/contracts/playlists.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { type AccountPageDeps, goTo, instead, signInFirst } from '../account/deps.ts';
import { DonePage } from '../account/frame.tsx';
import { callOrigin, isSignedOut, type Outcome, type Refused } from '../account/origin-call.ts';
import { problemOf } from '../account/problems.ts';
import { type Form, readForm } from '../account/read-form.ts';
import { hasSessionCookie, sayFor } from '../visit.ts';
import { HISTORY_PATH, HistoryPage } from './history.tsx';
import { PlaylistPage } from './playlist.tsx';
import { PLAYLISTS_PATH, PlaylistsPage } from './playlists.tsx';

export type LibraryPageDeps = AccountPageDeps & {
  /** Signed posters, by video, of what whoever asks may see. */
  posters: (c: Context<EdgeEnv>, videoIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
};

/** In a group of its own: the router takes an alternative at the top for one of whole paths. */
const ID = ':id{(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|watch-later)}';

/** What somebody has watched and collected. Whatever their forms do is one call of the API, then the page again. */
export function libraryPages({ forward, page, publicUrl, now, posters }: LibraryPageDeps): Hono<EdgeEnv> {
  const publicOrigin = new URL(publicUrl).origin;
  const cursorOf = (c: Context<EdgeEnv>) => {
    const cursor = c.req.query('cursor');
    return cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
  };
  const ask = <T,>(c: Context<EdgeEnv>, path: string) => callOrigin<T>(c, forward, 'GET', path);
  const after = (refused: Refused | null) => ({ status: refused?.status ?? 200, headers: {} });

  async function history(c: Context<EdgeEnv>, refused: Refused | null = null): Promise<Response> {
    const [list, settings] = await Promise.all([
      ask<HistoryList>(c, `/me/history?limit=24${cursorOf(c)}`),
      ask<HistorySettings>(c, '/me/history-settings'),
    ]);
    if (!list.ok) return instead(list, HISTORY_PATH);
    if (!settings.ok) return instead(settings, HISTORY_PATH);
    const pictures = await posters(
      c,
      list.value.history.flatMap(({ video }) => video?.video_id ?? []),
    );
    const props = { list: list.value, paused: settings.value.paused, posters: pictures, nowMs: now() };
    const problem = refused && problemOf(c, refused);
    return page(c, (nonce) => <HistoryPage {...props} problem={problem} nonce={nonce} />, after(refused));
  }

  async function playlists(c: Context<EdgeEnv>, refused: Refused | null = null): Promise<Response> {
    const list = await ask<Playlists>(c, `/me/playlists?limit=50${cursorOf(c)}`);
    if (!list.ok) return instead(list, PLAYLISTS_PATH);
    const covers = list.value.playlists.flatMap(({ cover }) => cover?.video_id ?? []);
    const props = { list: list.value, posters: await posters(c, covers), problem: refused && problemOf(c, refused) };
    return page(c, (nonce) => <PlaylistsPage {...props} nonce={nonce} />, after(refused));
  }

  const pathOf = (c: Context<EdgeEnv>) => `/playlist/${c.req.param('id')}`;
  async function playlist(c: Context<EdgeEnv>, refused: Refused | null = null): Promise<Response> {
    const path = pathOf(c);
    const [found, list, me] = await Promise.all([
      ask<Playlist>(c, `/playlists/${c.req.param('id')}`),
      ask<PlaylistItems>(c, `/playlists/${c.req.param('id')}/items?limit=50${cursorOf(c)}`),
      hasSessionCookie(c) ? ask<Me>(c, '/me') : null,
    ]);
    if (!found.ok) return found.status === 404 ? noPlaylist(c) : instead(found, path);
    if (!list.ok) return instead(list, path);
    const pictures = await posters(
      c,
      list.value.items.flatMap(({ video }) => video?.video_id ?? []),
    );
    const props = {
      ...{ path, playlist: found.value, list: list.value, posters: pictures, nowMs: now() },
      isFirstPage: c.req.query('cursor') === undefined,
      isOwn: me?.ok === true && me.value.username === found.value.owner.username,
      problem: refused && problemOf(c, refused),
    };
    return page(c, (nonce) => <PlaylistPage {...props} nonce={nonce} />, after(refused));
  }

  /** The session cookie lasts for minutes: who has lost it finds the own playlist again by signing in. */
  const noPlaylist = (c: Context<EdgeEnv>) => {
    const say = sayFor(c);
    const link = hasSessionCookie(c)
      ? { href: PLAYLISTS_PATH, label: say('library.your_playlists') }
      : { href: `/account/sign-in?next=${encodeURIComponent(pathOf(c))}`, label: say('common.sign_in') };
    const [title, text] = [say('library.no_playlist_title'), say('library.no_playlist_text')];
    return page(c, (nonce) => <DonePage {...{ title, text, link, nonce }} />, { status: 404, headers: {} });
  };

  /** Does what a form asks for, and shows its page again. */
  async function act<T>(
    c: Context<EdgeEnv>,
    call: (form: Form) => Promise<Outcome<T>>,
    done: string | ((value: T) => string),
    again: (c: Context<EdgeEnv>, refused: Refused) => Promise<Response>,
  ): Promise<Response> {
    const outcome = await call(await readForm(c.req.raw, publicOrigin));
    if (outcome.ok) return goTo(typeof done === 'string' ? done : done(outcome.value));
    return isSignedOut(outcome) ? signInFirst(typeof done === 'string' ? done : PLAYLISTS_PATH) : again(c, outcome);
  }
  const change = (c: Context<EdgeEnv>, method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object) =>
    callOrigin<Playlist>(c, forward, method, path, body);
  const itemOf = (c: Context<EdgeEnv>, { item_id = '' }: Form) =>
    `/playlists/${c.req.param('id')}/items/${encodeURIComponent(item_id)}`;

  return new Hono<EdgeEnv>()
    .get(HISTORY_PATH, (c) => history(c))
    .post(`${HISTORY_PATH}/remove`, (c) =>
      act(
        c,
        ({ video_id = '' }) => change(c, 'DELETE', `/me/history/${encodeURIComponent(video_id)}`),
        HISTORY_PATH,
        history,
      ),
    )
    .post(`${HISTORY_PATH}/clear`, (c) => act(c, () => change(c, 'DELETE', '/me/history'), HISTORY_PATH, history))
    .post(`${HISTORY_PATH}/pause`, (c) =>
      act(
        c,
        ({ paused }) => change(c, 'PUT', '/me/history-settings', { paused: paused === 'true' }),
        HISTORY_PATH,
        history,
      ),
    )
    .get(PLAYLISTS_PATH, (c) => playlists(c))
    .post(PLAYLISTS_PATH, (c) =>
      act(
        c,
        ({ title = '', visibility = 'private' }) => change(c, 'POST', '/playlists', { title, visibility }),
        ({ playlist_id }) => `/playlist/${playlist_id}`,
        playlists,
      ),
    )
    .get(`/playlist/${ID}`, (c) => playlist(c))
    .post(`/playlist/${ID}`, (c) =>
      act(
        c,
        ({ title = '', description = '', visibility = 'private' }) =>
          change(c, 'PATCH', `/playlists/${c.req.param('id')}`, { title, description, visibility }),
        pathOf(c),
        playlist,
      ),
    )
    .post(`/playlist/${ID}/delete`, (c) =>
      act(c, () => change(c, 'DELETE', `/playlists/${c.req.param('id')}`), PLAYLISTS_PATH, playlist),
    )
    .post(`/playlist/${ID}/remove`, (c) => act(c, (form) => change(c, 'DELETE', itemOf(c, form)), pathOf(c), playlist))
    .post(`/playlist/${ID}/move`, (c) =>
      act(
        c,
        (form) => change(c, 'PATCH', itemOf(c, form), { after_item_id: form.after_item_id ?? null }),
        pathOf(c),
        playlist,
      ),
    );
}
