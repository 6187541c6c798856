import type { Exclusively } from '../../platform/keyed-lock.ts';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import type { Thumbnail } from '../../shared/contracts/captions.ts';
import { contentTypeOf } from '../../shared/media/content-types.ts';
import { generationFiles, objectKeys, thumbnailFile } from '../../shared/media/object-keys.ts';
import type { Actor } from '../policy/who.ts';
import { findOwnVideo } from '../videos/find-own-video.ts';
import type { VideoDeps } from '../videos/find-visible-video.ts';
import { resizePicture, thumbnailWidths } from './resize-picture.ts';

export type ThumbnailDeps = {
  videos: VideoDeps;
  objects: ObjectStore;
  clock: () => Date;
  exclusively: Exclusively;
};

const cacheControl = 'public, max-age=31536000, immutable';

/**
 * Makes a picture the video's thumbnail: a generation of its own that holds nothing but images, so that the edge
 * guards and caches it like all media. The switch is one row update.
 */
export async function putThumbnail(
  deps: ThumbnailDeps,
  viewer: Actor,
  videoId: string,
  readFile: () => Promise<{ bytes: Uint8Array }>,
): Promise<Thumbnail> {
  await findOwnVideo(deps.videos, viewer, videoId);
  const { bytes } = await readFile();
  // One at a time: a decoded picture takes a few hundred megabytes.
  const files = await deps.exclusively('resize-picture', () => resizePicture(bytes));
  const now = deps.clock();
  const generation = now.getTime().toString(36);
  const prefix = objectKeys.generationPrefix(videoId, generation);
  const put = (name: string, content: Uint8Array) =>
    deps.objects.putBytes(prefix + name, content, { contentType: contentTypeOf(name), cacheControl });
  for (const [at, { format, bytes: content }] of files.entries()) {
    const width = thumbnailWidths[Math.floor(at / 3)] ?? thumbnailWidths[0];
    await put(thumbnailFile(width, format), content);
    if (width === thumbnailWidths[0] && format === 'jpeg') await put(generationFiles.poster, content);
  }
  await deps.videos.store.update(videoId, { thumbnailGeneration: generation }, now);
  const jpegs = files.filter(({ format }) => format === 'jpeg');
  return { sizes: jpegs.map(({ width, height }) => ({ width, height })), formats: ['avif', 'webp', 'jpeg'] };
}

/** Goes back to the poster that was chosen from the video. */
export async function deleteThumbnail(deps: ThumbnailDeps, viewer: Actor, videoId: string): Promise<void> {
  await findOwnVideo(deps.videos, viewer, videoId);
  await deps.videos.store.update(videoId, { thumbnailGeneration: null }, deps.clock());
}
