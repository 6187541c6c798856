import { type Context, Hono } from 'hono';
import type { Caption } from '../../../../shared/contracts/captions.ts';
import type { Shares } from '../../../../shared/contracts/shares.ts';
import type { Video } from '../../../../shared/contracts/videos.ts';
import type { EdgeEnv } from '../../../http/request-facts.ts';
import { act } from '../../account/act.ts';
import { goTo, instead, signInFirst } from '../../account/deps.ts';
import { callOrigin, isSignedOut, type Outcome, type Refused } from '../../account/origin-call.ts';
import { problemOf } from '../../account/problems.ts';
import { sayFor } from '../../visit.ts';
import type { StudioPageDeps } from '../deps.ts';
import { changeIn } from './change-in.ts';
import { captionType, noFile, readFileForm } from './send-file.ts';
import { VideoPage } from './video.tsx';

export const videoPath = (videoId: string): string => `/studio/videos/${videoId}`;

const ROUTE = '/studio/videos/:id{[\\w-]{11}}';

/** What `?done=` may say. */
const notices = ['picture', 'captions', 'saved'] as const;

/** One video of one's own: what is said of it, who sees it, its picture and its captions. */
export function videoPages(deps: StudioPageDeps): Hono<EdgeEnv> {
  const { forward, page, publicUrl, posters, videosChanged, commentPolicy } = deps;
  const publicOrigin = new URL(publicUrl).origin;
  const idOf = (c: Context<EdgeEnv>) => c.req.param('id') ?? '';
  const api = (c: Context<EdgeEnv>) => `/videos/${idOf(c)}`;

  async function video(c: Context<EdgeEnv>, refused: Refused | null = null): Promise<Response> {
    const path = videoPath(idOf(c));
    const ask = <T,>(address: string) => callOrigin<T>(c, forward, 'GET', address);
    const [found, captions, shares, pictures, policy] = await Promise.all([
      ask<Video>(api(c)),
      ask<{ captions: Caption[] }>(`${api(c)}/captions`),
      // Only who may change the video may know of these: everybody else is sent away by this.
      ask<Shares>(`${api(c)}/shares`),
      posters(c, [idOf(c)]),
      commentPolicy(c, idOf(c)),
    ]);
    if (!shares.ok && (shares.status === 403 || shares.status === 404)) return c.notFound() as Promise<Response>;
    for (const answer of [shares, found, captions]) if (!answer.ok) return instead(answer, path);
    if (!found.ok || !captions.ok || !shares.ok) throw new Error('refused answers have been returned');
    const props = {
      ...{ video: found.value, captions: captions.value.captions, shares: shares.value.shares, policy },
      poster: pictures.get(idOf(c)),
      problem: refused && (refused === noFile ? sayFor(c)('video.no_file') : problemOf(c, refused)),
      wrong: refused?.fields ?? [],
      notice: notices.find((each) => each === c.req.query('done')) ?? null,
    };
    return page(c, () => <VideoPage {...props} />, { status: refused?.status ?? 200, headers: {} });
  }

  /** As `act`, for a form with a file. */
  async function sendFile(
    c: Context<EdgeEnv>,
    done: string,
    send: (file: File, fields: Readonly<Record<string, string>>) => Promise<Outcome<unknown>>,
  ): Promise<Response> {
    const { file, fields } = await readFileForm(c, publicOrigin);
    const outcome = file === null ? noFile : await send(file, fields);
    if (outcome.ok) return goTo(`${videoPath(idOf(c))}?done=${done}`);
    return isSignedOut(outcome) ? signInFirst(videoPath(idOf(c))) : video(c, outcome);
  }

  const change = async (c: Context<EdgeEnv>, method: 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object) => {
    const outcome = await callOrigin(c, forward, method, `${api(c)}${path}`, body);
    if (outcome.ok) await videosChanged();
    return outcome;
  };
  const acting = (c: Context<EdgeEnv>, call: Parameters<typeof act>[2], done = 'saved') =>
    act(c, publicOrigin, call, `${videoPath(idOf(c))}?done=${done}`, { path: videoPath(idOf(c)), again: video });
  const name = (value: string | undefined) => encodeURIComponent(value ?? '');

  return new Hono<EdgeEnv>()
    .get(ROUTE, (c) => video(c))
    .post(ROUTE, (c) => acting(c, (form) => change(c, 'PATCH', '', changeIn(form))))
    .post(`${ROUTE}/comments`, (c) => acting(c, ({ policy }) => change(c, 'PUT', '/comment-policy', { policy })))
    .post(`${ROUTE}/shares`, (c) => acting(c, ({ username }) => change(c, 'PUT', `/shares/${name(username)}`)))
    .post(`${ROUTE}/shares/remove`, (c) =>
      acting(c, ({ username }) => change(c, 'DELETE', `/shares/${name(username)}`)),
    )
    .post(`${ROUTE}/thumbnail`, (c) =>
      sendFile(c, 'picture', (file) => callOrigin(c, forward, 'PUT', `${api(c)}/thumbnail`, file)),
    )
    .post(`${ROUTE}/thumbnail/remove`, (c) => acting(c, () => change(c, 'DELETE', '/thumbnail'), 'picture'))
    .post(`${ROUTE}/captions`, (c) =>
      sendFile(c, 'captions', (file, { language }) => {
        const typed = new Blob([file], { type: captionType(file.name) });
        return callOrigin(c, forward, 'PUT', `${api(c)}/captions/${name(language)}`, typed);
      }),
    )
    .post(`${ROUTE}/captions/remove`, (c) =>
      acting(c, ({ language }) => change(c, 'DELETE', `/captions/${name(language)}`), 'captions'),
    );
}
