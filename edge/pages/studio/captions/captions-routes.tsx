import { type Context, Hono } from 'hono';
import { languageInPath } from '../../../../shared/captions/language-in-path.ts';
import type { Caption } from '../../../../shared/contracts/captions.ts';
import type { Shares } from '../../../../shared/contracts/shares.ts';
import type { Video } from '../../../../shared/contracts/videos.ts';
import { canonicalLanguage } from '../../../../shared/media/languages.ts';
import type { EdgeEnv } from '../../../http/request-facts.ts';
import { goTo, instead, signInFirst } from '../../account/deps.ts';
import { callOrigin, isSignedOut, type Refused } from '../../account/origin-call.ts';
import { problemOf } from '../../account/problems.ts';
import { sayFor } from '../../visit.ts';
import type { StudioPageDeps } from '../deps.ts';
import { readFileForm } from '../video/send-file.ts';
import { CaptionsPage } from './captions.tsx';

const VIDEO = '/studio/videos/:id{[\\w-]{11}}';
const NEW = `${VIDEO}/captions/new`;
/** `remove` is no language. */
const ONE = `${VIDEO}/captions/:language{[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*}`;

/** What was sent and refused, shown again. */
type Draft = { language: string; text: string; problem: string; status: number };

/** Captions of a video in one language, to be written on the page. */
export function captionPages({ forward, page, publicUrl, posters }: StudioPageDeps): Hono<EdgeEnv> {
  const publicOrigin = new URL(publicUrl).origin;
  const idOf = (c: Context<EdgeEnv>) => c.req.param('id') ?? '';
  const pathOf = (c: Context<EdgeEnv>, language: string | null) =>
    `/studio/videos/${idOf(c)}/captions/${language === null ? 'new' : languageInPath(language)}`;
  const ask = <T,>(c: Context<EdgeEnv>, below = '') => callOrigin<T>(c, forward, 'GET', `/videos/${idOf(c)}${below}`);

  /** `language` is null for captions in another one. */
  async function editor(c: Context<EdgeEnv>, language: string | null, draft: Draft | null = null): Promise<Response> {
    const [video, captions, mayChange, kept, pictures] = await Promise.all([
      ask<Video>(c),
      ask<{ captions: Caption[] }>(c, '/captions'),
      ask<Shares>(c, '/shares'),
      language === null || draft !== null ? null : ask<string>(c, `/captions/${language}`),
      posters(c, [idOf(c)]),
    ]);
    // What needs a sign-in comes first: a private video is not there for somebody whose session has ended.
    for (const answer of [mayChange, video, captions, kept])
      if (answer?.ok === false)
        return answer.status === 403 || answer.status === 404
          ? (c.notFound() as Promise<Response>)
          : instead(answer, pathOf(c, language));
    if (!video.ok || !captions.ok) throw new Error('refused answers have been returned');
    const listed = captions.value.captions;
    const props = {
      video: video.value,
      poster: pictures.get(idOf(c)),
      // What the original did not name cannot be kept as it is: it is given a language here.
      language: listed.find((each) => each.language === language && language !== 'und') ?? null,
      taken: listed.map((each) => each.language),
      typed: draft?.language ?? '',
      text: draft?.text ?? (kept?.ok ? kept.value : ''),
      problem: draft?.problem ?? null,
      isSaved: draft === null && c.req.query('done') !== undefined,
    };
    return page(c, () => <CaptionsPage {...props} />, { status: draft?.status ?? 200, headers: {} });
  }

  function problemWith(c: Context<EdgeEnv>, refused: Refused): string {
    const { details } = refused;
    const isLine = typeof details === 'object' && details !== null && 'line' in details;
    if (isLine && typeof details.line === 'number') return sayFor(c)('captions.wrong_line', { line: details.line });
    return refused.code === 'validation_failed' ? sayFor(c)('captions.nothing') : problemOf(c, refused);
  }

  async function save(c: Context<EdgeEnv>, fixed: string | null): Promise<Response> {
    const { fields } = await readFileForm(c, publicOrigin);
    const { text = '', language: typed = '' } = fields;
    const again = (problem: string, status: number) => editor(c, fixed, { language: typed, text, problem, status });
    const language = fixed ?? canonicalLanguage(typed.trim());
    if (language === null) return again(sayFor(c)('captions.wrong_language'), 400);
    if (fixed === null) {
      const captions = await ask<{ captions: Caption[] }>(c, '/captions');
      const isTaken = captions.ok && captions.value.captions.some((each) => each.language === language);
      if (isTaken) return again(sayFor(c)('captions.exists'), 409);
    }
    const file = new Blob([text], { type: 'text/vtt' });
    const outcome = await callOrigin(c, forward, 'PUT', `/videos/${idOf(c)}/captions/${language}`, file);
    if (outcome.ok) return goTo(`${pathOf(c, language)}?done=1`);
    return isSignedOut(outcome) ? signInFirst(pathOf(c, fixed)) : again(problemWith(c, outcome), outcome.status);
  }

  const inPath = (c: Context<EdgeEnv>): string | null => {
    const language = c.req.param('language') ?? '';
    return language.toLowerCase() === 'und' ? 'und' : canonicalLanguage(language);
  };

  return new Hono<EdgeEnv>()
    .get(NEW, (c) => editor(c, null))
    .post(NEW, (c) => save(c, null))
    .get(ONE, (c) => {
      const language = inPath(c);
      return language === null ? c.notFound() : editor(c, language);
    })
    .post(ONE, (c) => {
      const language = inPath(c);
      return language === null ? c.notFound() : save(c, language);
    });
}
