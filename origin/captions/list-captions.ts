import type { Caption } from '../../shared/contracts/captions.ts';
import { languageName } from '../../shared/media/languages.ts';
import type { Actor } from '../policy/who.ts';
import { findVisibleAccess } from '../videos/find-visible-video.ts';
import type { CaptionDeps } from './deps.ts';

export async function listCaptions(deps: CaptionDeps, viewer: Actor, videoId: string): Promise<Caption[]> {
  await findVisibleAccess(deps.videos, viewer, videoId);
  const rows = await deps.store.list(videoId);
  return rows.map(({ language, source }) => ({ language, label: languageName(language), source }));
}
