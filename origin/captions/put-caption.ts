import { toWebVtt } from '../../shared/captions/to-webvtt.ts';
import type { Caption } from '../../shared/contracts/captions.ts';
import { AppError } from '../../shared/errors.ts';
import { contentTypeOf } from '../../shared/media/content-types.ts';
import { canonicalLanguage, languageName } from '../../shared/media/languages.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import type { Actor } from '../policy/who.ts';
import { findOwnVideo } from '../videos/find-own-video.ts';
import type { CaptionDeps } from './deps.ts';

/** Each is packaged with every change of another. */
const maxLanguages = 100;

export type CaptionFile = { type: 'text/vtt' | 'application/x-subrip'; bytes: Uint8Array };

/**
 * Keeps a caption file as the video's captions in a language, in place of those it had. Throws `validation_failed` for
 * a language that is none and, with the line, for a broken file.
 */
export async function putCaption(
  deps: CaptionDeps,
  viewer: Actor,
  videoId: string,
  languageText: string,
  readFile: () => Promise<CaptionFile>,
): Promise<Caption> {
  await findOwnVideo(deps.videos, viewer, videoId);
  const language = canonicalLanguage(languageText);
  if (language === null)
    throw new AppError('validation_failed', 'the language must be a BCP 47 tag such as "en" or "pt-BR"');
  const languages = (await deps.store.list(videoId)).map((row) => row.language);
  if (languages.length >= maxLanguages && !languages.includes(language))
    throw new AppError('validation_failed', `a video can have captions in ${maxLanguages} languages`);
  const { type, bytes } = await readFile();
  const vtt = new TextEncoder().encode(toWebVtt(bytes, type === 'text/vtt' ? 'vtt' : 'srt'));
  const sha256 = new Bun.CryptoHasher('sha256').update(vtt).digest('hex');
  const key = objectKeys.caption(videoId, language);
  await deps.exclusively(key, async () => {
    // The object first: a packaging that the row asks for must find it.
    await deps.objects.putBytes(key, vtt, { contentType: contentTypeOf(key) });
    await deps.store.change(videoId, language, sha256, deps.clock());
  });
  deps.wakeRelay();
  return { language, label: languageName(language), source: 'upload' };
}
