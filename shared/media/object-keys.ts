/**
 * Where every object of a video lives. A re-encode is a new generation, never an overwrite,
 * so segment URLs are immutable and a running session keeps its files.
 */
export const objectKeys = {
  /** The creator's file exactly as it arrived. */
  original: (videoId: string, uploadId: string) => `originals/${videoId}/${uploadId}`,
  originalsPrefix: (videoId: string) => `originals/${videoId}/`,
  /** Where an original goes that malware was found in: nothing reads there. */
  quarantined: (originalKey: string) => originalKey.replace(/^originals\//, 'quarantine/'),
  quarantinePrefix: (videoId: string) => `quarantine/${videoId}/`,
  /** Bytes of an unfinished original that are too few for a part of their own. */
  originalRemainder: (originalKey: string) => `${originalKey}.part`,
  /** WebVTT, as it was uploaded or found in the original; `language` is canonical BCP 47 or `und`. */
  caption: (videoId: string, language: string) => `captions/${videoId}/${language}.vtt`,
  captionsPrefix: (videoId: string) => `captions/${videoId}/`,
  /** Rungs of codecs made on demand, one file each, which every packaging of the video takes in. */
  codecPrefix: (videoId: string, codec: string) => `rungs/${videoId}/${codec}/`,
  rungsPrefix: (videoId: string) => `rungs/${videoId}/`,
  /** Ends with a slash: a prefix without it would also match the ids that start with this one. */
  videoPrefix: (videoId: string) => `media/${videoId}/`,
  generationPrefix: (videoId: string, generation: string) => `media/${videoId}/${generation}/`,
  /** Intermediate files of one encode, which its jobs hand each other; gone once it has ended, however that was. */
  workPrefixOf: (videoId: string) => `work/${videoId}/`,
  workPrefix: (videoId: string, encode: string) => `work/${videoId}/${encode}/`,
} as const;

/** Everything a video can have in the object store lies below one of these. */
export const videoPrefixes = {
  originals: objectKeys.originalsPrefix,
  quarantine: objectKeys.quarantinePrefix,
  media: objectKeys.videoPrefix,
  captions: objectKeys.captionsPrefix,
  rungs: objectKeys.rungsPrefix,
  work: objectKeys.workPrefixOf,
} as const;

/** Paths of the well-known files below `generationPrefix`. */
export const generationFiles = {
  hlsMaster: 'hls/master.m3u8',
  dashManifest: 'dash/manifest.mpd',
  poster: 'images/poster.jpg',
  /** Names the sheets beside it, `storyboard-001.jpg` and so on. */
  storyboard: 'images/storyboard.vtt',
  /** What the set consists of, for the transcoder itself when it packages it again. */
  set: 'set.json',
} as const;

/** Path of one size of a creator's own thumbnail, below the generation made for it. */
export const thumbnailFile = (width: number, format: 'avif' | 'webp' | 'jpeg'): string =>
  `images/thumbnail-${width}.${format === 'jpeg' ? 'jpg' : format}`;

/** The poster in the size of a card, below the same generation. Where a set has none, the edge gives its poster. */
export const smallPosterWidth = 640;
export const smallPosterFile = thumbnailFile(smallPosterWidth, 'jpeg');

/** A generation is the base-36 millisecond of the attempt that made it, so newer sorts (by length, then text) higher. */
export const GENERATION_PATTERN = /^[0-9a-z]{1,12}$/;

/** True when generation `a` was made after `b`; any generation is newer than none. */
export function isNewerGeneration(a: string, b: string | null): boolean {
  if (b === null) return true;
  return a.length === b.length ? a > b : a.length > b.length;
}
