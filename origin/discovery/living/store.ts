import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { channels, notInterested, videos } from '../../../shared/schema/index.ts';
import { rowsAsText } from '../../search/rows-as-text/store.ts';
import { inJson, isNotSuspended, isOpenVideo } from '../../search/store.ts';

export type LivingVideos = ReturnType<typeof createLivingVideos>;

/** A list shows no more of them. */
const videoText = rowsAsText({
  ...{ id: videos.id, channelId: videos.channelId, title: videos.title, durationSec: videos.durationSec },
  ...{ viewCount: videos.viewCount, createdAt: videos.createdAt },
});
const channelText = rowsAsText({ id: channels.id, handle: channels.handle, name: channels.name });

export type LivingVideo = { video: ReturnType<typeof videoText.read>; channel: ReturnType<typeof channelText.read> };
/** What somebody said they are not interested in. */
export type Hidden = { videoIds: ReadonlySet<string>; channelIds: ReadonlySet<string> };
export type HiddenRow = [kind: 'video' | 'channel', subjectId: string];

export const nothingHidden: Hidden = { videoIds: new Set(), channelIds: new Set() };
const MOST_HIDDEN = 10_000;

/** One text, which `readHidden` reads. */
export const hiddenSql = (userId: string): SQL => sql`select json_group_array(json_array(kind, subject_id))
  from (select kind, subject_id from ${notInterested} where user_id = ${userId} limit ${MOST_HIDDEN})`;

export function readHidden(text: string): Hidden {
  const rows = JSON.parse(text) as HiddenRow[]; // as `hiddenSql` makes them
  const idsOf = (wanted: HiddenRow[0]) => new Set(rows.flatMap(([kind, id]) => (kind === wanted ? [id] : [])));
  return { videoIds: idsOf('video'), channelIds: idsOf('channel') };
}

/** What lists show of a video, of rows of both tables. */
export const livingText = sql`json_array(${videoText.asJson}, ${channelText.asJson})`;

type LivingValues = [of: unknown[], by: unknown[]];
/** Of values as `livingText` makes them. */
export const readLiving = ([of, by]: LivingValues): LivingVideo => ({
  ...{ video: videoText.read(of), channel: channelText.read(by) },
});

const livingSql = (videoIds: readonly string[], now: Date): SQL => sql`
  select json_group_array(${livingText})
  from ${videos} inner join ${channels} on ${channels.id} = ${videos.channelId}
  where ${inJson(videos.id, videoIds)} and ${isOpenVideo(now)} and ${isNotSuspended(videos.ownerId)}`;

const readAllLiving = (text: string): LivingVideo[] => (JSON.parse(text) as LivingValues[]).map(readLiving); // as `livingSql` makes them

export function createLivingVideos(db: Database) {
  return {
    /** Those of `videoIds` that everyone may see at this moment, in no order. */
    async publicVideos(videoIds: readonly string[], now: Date): Promise<LivingVideo[]> {
      if (videoIds.length === 0) return [];
      return readAllLiving((await db.get<{ rows: string }>(sql`select (${livingSql(videoIds, now)}) as rows`)).rows);
    },

    /** The same, and in one exchange what somebody hid; `null`: of nobody in particular. */
    async publicVideosFor(
      userId: string | null,
      videoIds: readonly string[],
      now: Date,
    ): Promise<{ rows: LivingVideo[]; hidden: Hidden }> {
      if (userId === null) return { rows: await this.publicVideos(videoIds, now), hidden: nothingHidden };
      const answer = await db.get<{ rows: string; hidden: string }>(
        sql`select (${livingSql(videoIds, now)}) as rows, (${hiddenSql(userId)}) as hidden`,
      );
      return { rows: readAllLiving(answer.rows), hidden: readHidden(answer.hidden) };
    },
  };
}
