import { AppError } from '../../shared/errors.ts';
import { canonicalLanguage } from '../../shared/media/languages.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import type { Actor } from '../policy/who.ts';
import { findOwnVideo } from '../videos/find-own-video.ts';
import type { CaptionDeps } from './deps.ts';

/**
 * A language's captions as WebVTT, also those that came with the original, for who may change them: viewers get theirs
 * with the video. Throws `not_found` when there are none.
 */
export async function readCaption(
  deps: CaptionDeps,
  viewer: Actor,
  videoId: string,
  languageText: string,
): Promise<string> {
  await findOwnVideo(deps.videos, viewer, videoId);
  const language = languageText === 'und' ? languageText : canonicalLanguage(languageText);
  const object = language === null ? null : await deps.objects.get(objectKeys.caption(videoId, language));
  if (object === null) throw new AppError('not_found', 'the video has no captions in this language');
  return new Response(object.body).text();
}
