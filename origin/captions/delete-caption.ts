import { AppError } from '../../shared/errors.ts';
import { canonicalLanguage } from '../../shared/media/languages.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import type { Actor } from '../policy/who.ts';
import { findOwnVideo } from '../videos/find-own-video.ts';
import type { CaptionDeps } from './deps.ts';

/** Takes a language's captions away, also those that came with the original. Throws `not_found` when there are none. */
export async function deleteCaption(
  deps: CaptionDeps,
  viewer: Actor,
  videoId: string,
  languageText: string,
): Promise<void> {
  await findOwnVideo(deps.videos, viewer, videoId);
  const language = languageText === 'und' ? languageText : canonicalLanguage(languageText);
  const missing = () => new AppError('not_found', 'the video has no captions in this language');
  if (language === null) throw missing();
  const key = objectKeys.caption(videoId, language);
  await deps.exclusively(key, async () => {
    const isListed = (await deps.store.list(videoId)).some((row) => row.language === language);
    if (!isListed && (await deps.objects.head(key)) === null) throw missing();
    await deps.objects.delete([key]);
    await deps.store.change(videoId, language, null, deps.clock());
  });
  deps.wakeRelay();
}
