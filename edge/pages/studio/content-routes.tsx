import { type Context, Hono } from 'hono';
import type { Playlists } from '../../../shared/contracts/playlists.ts';
import type { ChangeVideos, OwnVideos, VideosChanged } from '../../../shared/contracts/studio.ts';
import { MAX_CHANGED_VIDEOS, visibilities } from '../../../shared/contracts/video-words.ts';
import type { Video } from '../../../shared/contracts/videos.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { goTo, instead, signInFirst } from '../account/deps.ts';
import { callOrigin, isSignedOut, type Refused } from '../account/origin-call.ts';
import { problemOf } from '../account/problems.ts';
import { type Form, ownPath, readForm } from '../account/read-form.ts';
import { sayFor } from '../visit.ts';
import { ContentPage } from './content.tsx';
import type { ChannelChoice } from './content-filters.tsx';
import { queryOf, readContentView } from './content-view.ts';
import { DeleteVideosPage } from './delete-videos.tsx';
import type { StudioPageDeps } from './deps.ts';
import { CHANGE_PATH, CONTENT_PATH } from './paths.ts';

const VIDEOS_SHOWN = 24;
const PLAYLISTS_OFFERED = 100;

const doneWords = {
  set_visibility: 'studio.done_visibility',
  add_to_playlist: 'studio.done_playlist',
  delete: 'studio.done_delete',
} as const;

export function contentPages({ forward, page, publicUrl, posters, videosChanged }: StudioPageDeps): Hono<EdgeEnv> {
  const publicOrigin = new URL(publicUrl).origin;
  const ask = <T,>(c: Context<EdgeEnv>, path: string) => callOrigin<T>(c, forward, 'GET', path);

  async function content(c: Context<EdgeEnv>, address: string, refused: Refused | null): Promise<Response> {
    const query = new URL(address, publicOrigin).searchParams;
    const view = readContentView(query);
    const [list, channels, playlists] = await Promise.all([
      ask<OwnVideos>(c, `/me/videos${queryOf(view) || '?'}&limit=${VIDEOS_SHOWN}`),
      ask<{ channels: ChannelChoice[] }>(c, '/me/channels'),
      ask<Playlists>(c, `/me/playlists?limit=${PLAYLISTS_OFFERED}`),
    ]);
    if (!list.ok && list.status < 500 && (view.cursor !== null || view.channelId !== null) && !isSignedOut(list))
      return goTo(`${CONTENT_PATH}${queryOf({ ...view, cursor: null, channelId: null })}`);
    if (!list.ok) return instead(list, address);
    if (!channels.ok) return instead(channels, address);
    if (!playlists.ok) return instead(playlists, address);
    const props = {
      ...{ view, list: list.value, channels: channels.value.channels },
      playlists: playlists.value.playlists,
      posters: await posters(
        c,
        list.value.videos.map(({ video_id }) => video_id),
      ),
      problem: refused && problemIn(c, refused),
      notice: refused ? null : noticeIn(c, query),
    };
    return page(c, () => <ContentPage {...props} />, { status: refused?.status ?? 200, headers: {} });
  }

  /** The names are read again: a form can name any video. */
  async function askBeforeDeleting(c: Context<EdgeEnv>, videoIds: readonly string[], back: string): Promise<Response> {
    const found = await Promise.all(videoIds.map((id) => ask<Video>(c, `/videos/${id}`)));
    const signedOut = found.find((each) => !each.ok && isSignedOut(each));
    if (signedOut) return signInFirst(back);
    const videos = found.flatMap((each) => (each.ok ? [each.value] : []));
    return videos.length === 0 ? goTo(back) : page(c, () => <DeleteVideosPage videos={videos} back={back} />);
  }

  return new Hono<EdgeEnv>()
    .get(CONTENT_PATH, (c) => content(c, `${CONTENT_PATH}${new URL(c.req.url).search}`, null))
    .post(CHANGE_PATH, async (c) => {
      const form = await readForm(c.req.raw, publicOrigin);
      const back = form.back?.startsWith(CONTENT_PATH) ? ownPath(form.back, publicOrigin) : CONTENT_PATH;
      const change = changeIn(form);
      if (change === null) return content(c, back, nothingChosen);
      if (change.action === 'delete' && form.confirmed === undefined)
        return askBeforeDeleting(c, change.video_ids, back);
      const outcome = await callOrigin<VideosChanged>(c, forward, 'POST', '/me/videos/changes', change);
      if (!outcome.ok) return isSignedOut(outcome) ? signInFirst(back) : content(c, back, outcome);
      await videosChanged();
      const { changed, refused } = outcome.value;
      const address = new URL(back, publicOrigin);
      address.searchParams.set('done', change.action);
      address.searchParams.set('changed', String(changed.length));
      address.searchParams.set('refused', String(refused.length));
      return goTo(`${address.pathname}${address.search}`);
    });
}

const nothingChosen: Refused = {
  ...{ ok: false, status: 400, code: 'none_chosen', message: 'choose at least one video' },
  ...{ fields: [], details: undefined },
};

function problemIn(c: Context<EdgeEnv>, refused: Refused): string {
  return refused === nothingChosen ? sayFor(c)('studio.none_chosen') : problemOf(c, refused);
}

/** What the form asks for; null when no video is chosen, or no action that there is. */
function changeIn(form: Form): ChangeVideos | null {
  const { action, playlist_id } = form;
  const video_ids = Object.keys(form)
    .flatMap((name) => /^video\.([\w-]{11})$/.exec(name)?.[1] ?? [])
    .slice(0, MAX_CHANGED_VIDEOS);
  if (video_ids.length === 0) return null;
  if (action === 'delete') return { action, video_ids };
  if (action === 'add_to_playlist' && playlist_id !== undefined) return { action, video_ids, playlist_id };
  const visibility = visibilities.find((each) => each === form.visibility);
  return action === 'set_visibility' && visibility !== undefined ? { action, video_ids, visibility } : null;
}

/** What `?done=…` says, from the address of the page after a form. */
function noticeIn(c: Context<EdgeEnv>, query: URLSearchParams): string | null {
  const done = query.get('done');
  if (done !== 'set_visibility' && done !== 'add_to_playlist' && done !== 'delete') return null;
  const say = sayFor(c);
  const countIn = (name: string) => Math.min(MAX_CHANGED_VIDEOS, Number.parseInt(query.get(name) ?? '', 10) || 0);
  const [changed, refused] = [countIn('changed'), countIn('refused')];
  return [
    ...(changed > 0 || refused === 0 ? [say(doneWords[done], { count: changed })] : []),
    ...(refused > 0 ? [say('studio.refused', { count: refused })] : []),
  ].join(' ');
}
