import { GENERATION_PATTERN, objectKeys } from '../../shared/media/object-keys.ts';

export type MediaPath = {
  token: string;
  videoId: string;
  generation: string;
  /** What follows the generation. */
  file: string;
  /** The token-less object key: every viewer's request for one object shares it. */
  key: string;
};

const VIDEO_ID = /^[A-Za-z0-9_-]{11}$/;
/** A file or folder name of ours. No percent sign: no second spelling of a name, no encoded dot or slash. */
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;
const MAX_DEPTH = 4;

/**
 * Splits the raw, undecoded path `/p/<token>/<video>/<generation>/<path>`. Null for anything that is not
 * exactly such a path: empty or dot segments, other characters, too deep.
 */
export function parseMediaPath(path: string): MediaPath | null {
  const [empty, p, token, videoId, generation, ...rest] = path.split('/');
  if (empty !== '' || p !== 'p' || !token) return null;
  if (videoId === undefined || !VIDEO_ID.test(videoId)) return null;
  if (generation === undefined || !GENERATION_PATTERN.test(generation)) return null;
  if (rest.length === 0 || rest.length > MAX_DEPTH || !rest.every((segment) => SEGMENT.test(segment))) return null;
  const file = rest.join('/');
  return { token, videoId, generation, file, key: objectKeys.generationPrefix(videoId, generation) + file };
}
