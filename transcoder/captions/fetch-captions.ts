import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cue } from '../../shared/captions/cue.ts';
import { decodeCaptionText } from '../../shared/captions/decode-text.ts';
import { parseVtt } from '../../shared/captions/parse-vtt.ts';
import { writeVtt } from '../../shared/captions/to-webvtt.ts';
import { AppError } from '../../shared/errors.ts';
import { canonicalLanguage, languageName } from '../../shared/media/languages.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import type { CaptionTrack } from '../plan/package-set-argv.ts';
import type { StepDeps } from '../steps/step-deps.ts';

export type FetchedCaptions = {
  tracks: (CaptionTrack & { path: string })[];
  /** Everything that was there, also what has no cue within the video. */
  published: { language: string; sha256: string }[];
};

/** Every caption file that the video has at this moment, cut to its length, as files in `dir`. */
export async function fetchCaptions(
  video: { videoId: string; durationSec: number },
  dir: string,
  deps: Pick<StepDeps, 'store' | 'log'>,
): Promise<FetchedCaptions> {
  const prefix = objectKeys.captionsPrefix(video.videoId);
  const keys: string[] = [];
  for await (const { key } of deps.store.list(prefix)) keys.push(key);
  const fetched: FetchedCaptions = { tracks: [], published: [] };
  for (const key of keys.sort()) {
    const language = /^([\w-]+)\.vtt$/.exec(key.slice(prefix.length))?.[1] ?? '';
    if (language !== 'und' && canonicalLanguage(language) !== language) continue;
    const object = await deps.store.get(key);
    if (!object) continue;
    const bytes = await new Response(object.body).bytes();
    fetched.published.push({ language, sha256: new Bun.CryptoHasher('sha256').update(bytes).digest('hex') });
    const cues = cutToLength(readCues(bytes, key, deps), Math.floor(video.durationSec * 1000));
    if (cues.length === 0) continue;
    const track = { name: `captions-${language.toLowerCase()}`, language, label: languageName(language) };
    const path = join(dir, `${track.name}.vtt`);
    await writeFile(path, writeVtt(cues));
    fetched.tracks.push({ ...track, path });
  }
  return fetched;
}

/** Captions must not stand in the way of the video, whatever lies there. */
function readCues(bytes: Uint8Array, key: string, deps: Pick<StepDeps, 'log'>): Cue[] {
  try {
    return parseVtt(decodeCaptionText(bytes));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    deps.log.warn({ key, reason: error.message }, 'captions left out');
    return [];
  }
}

/** The packager would make empty segments up to the last cue, however far behind the end that is. */
function cutToLength(cues: readonly Cue[], endMs: number): Cue[] {
  return cues.filter((cue) => cue.startMs < endMs).map((cue) => ({ ...cue, endMs: Math.min(cue.endMs, endMs) }));
}
