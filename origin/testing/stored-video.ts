import { eq } from 'drizzle-orm';
import { objectKeys } from '../../shared/media/object-keys.ts';
import { uploads, videos } from '../../shared/schema/index.ts';
import { publishedResult } from './published-result.ts';
import type { TestOrigin } from './test-origin.ts';

type Origin = Pick<TestOrigin, 'db' | 'objects'>;

export async function uploadOf({ db }: Origin, videoId: string): Promise<typeof uploads.$inferSelect> {
  const [row] = await db.select().from(uploads).where(eq(uploads.videoId, videoId));
  if (!row) throw new Error('no upload');
  return row;
}

/** An object of 100 bytes. */
export async function putObject({ objects }: Origin, key: string): Promise<void> {
  await objects.putBytes(key, new Uint8Array(100), { contentType: 'video/mp4' });
}

/** As if the transcoder had made the video and published `generation`. */
export async function publishVideo(origin: Origin, videoId: string, generation: string): Promise<void> {
  await putObject(origin, `${objectKeys.generationPrefix(videoId, generation)}hls/master.m3u8`);
  const { source } = publishedResult('ready', videoId, generation);
  await origin.db
    .update(videos)
    .set({ status: 'ready', playable: true, complete: true, generation, source })
    .where(eq(videos.id, videoId));
}
