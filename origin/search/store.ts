import { and, eq, isNull, lte, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import * as z from 'zod';
import type { Database } from '../../platform/database.ts';
import { channels, playlists, searchDocuments, users, videos } from '../../shared/schema/index.ts';
import { type DocumentKind, documentKinds } from './search-document.ts';

export type SearchStore = ReturnType<typeof createSearchStore>;
export type Subject = { kind: DocumentKind; subjectId: string };
/** What a hit is ranked, filtered and counted by, as it stands at this moment. */
export type LivingDocument = Subject & {
  titleWords: string;
  tagWords: string;
  channelWords: string;
  publishedAtMs: number;
  viewCount: number;
  likes: number;
  dislikes: number;
  durationSec: number | null;
  category: string | null;
  language: string | null;
};
export type VideoRow = typeof videos.$inferSelect;
export type ChannelRow = typeof channels.$inferSelect;
export type PlaylistRow = typeof playlists.$inferSelect;

export type Shown = {
  videos: { video: VideoRow; channel: ChannelRow }[];
  channels: ChannelRow[];
  playlists: PlaylistRow[];
};

/** What everyone may see. `now` is when. */
export const isPublicVideo = (now: Date): SQL | undefined =>
  and(
    eq(videos.visibility, 'public'),
    eq(videos.playable, true),
    isNull(videos.deletedAt),
    isNull(videos.takenDownAt),
    or(isNull(videos.publishAt), lte(videos.publishAt, now)),
    isNull(users.suspendedAt),
  );
const isPublicPlaylist = and(eq(playlists.visibility, 'public'), isNull(users.suspendedAt));

/** `column in (…)` with one parameter, however many values: a statement with hundreds is slow to send and to prepare. */
export const inJson = (column: SQLWrapper, values: readonly (string | number)[]): SQL =>
  sql`${column} in (select value from json_each(${JSON.stringify(values)}))`;

/** Of rows as one text: a value for each column of each row costs more than reading them does. */
const [text, number] = [z.string(), z.number()];
const rowsSchema = z.array(
  z.tuple([
    ...([z.enum(documentKinds), text, text, text, text, number] as const),
    ...([number, number, number, number.nullable(), text.nullable(), text.nullable()] as const),
  ]),
);

export function createSearchStore(db: Database) {
  const documentRows = (kind: DocumentKind, ids: readonly string[]) =>
    sql`${searchDocuments} inner join json_each(${JSON.stringify(ids)}) wanted
      on ${searchDocuments.kind} = ${kind} and ${searchDocuments.subjectId} = wanted.value`;
  const words = sql`${searchDocuments.kind}, ${searchDocuments.subjectId}, ${searchDocuments.titleWords},
    ${searchDocuments.tagWords}, ${searchDocuments.channelWords}, ${searchDocuments.publishedAt}`;
  const { viewCount, likeCount, dislikeCount, durationSec, category, language } = videos;
  const numbers = sql`${viewCount}, ${likeCount}, ${dislikeCount}, ${durationSec}, ${category}, ${language}`;
  const noNumbers = sql`0, 0, 0, null, null, null`;
  const livingOf = {
    video: (ids: readonly string[], now: Date) => sql`select json_array(${words}, ${numbers}) as row
      from ${documentRows('video', ids)} inner join ${videos} on ${videos.id} = wanted.value
      inner join ${users} on ${users.id} = ${videos.ownerId} where ${isPublicVideo(now)}`,
    channel: (ids: readonly string[]) => sql`select json_array(${words}, ${noNumbers}) as row
      from ${documentRows('channel', ids)} inner join ${channels} on ${channels.id} = wanted.value
      inner join ${users} on ${users.id} = ${channels.ownerId} where ${isNull(users.suspendedAt)}`,
    playlist: (ids: readonly string[]) => sql`select json_array(${words}, ${noNumbers}) as row
      from ${documentRows('playlist', ids)} inner join ${playlists} on ${playlists.id} = wanted.value
      inner join ${users} on ${users.id} = ${playlists.ownerId} where ${isPublicPlaylist}`,
  };

  return {
    /** Those of `subjects` that everyone may see at this moment. */
    async living(subjects: readonly Subject[], now: Date): Promise<LivingDocument[]> {
      const parts = documentKinds.flatMap((kind) => {
        const ids = subjects.filter((it) => it.kind === kind).map((it) => it.subjectId);
        return ids.length === 0 ? [] : [livingOf[kind](ids, now)];
      });
      if (parts.length === 0) return [];
      const all = sql.join(parts, sql` union all `);
      const { rows } = await db.get<{ rows: string }>(sql`select json_group_array(json(row)) as rows from (${all})`);
      return rowsSchema
        .parse(JSON.parse(rows))
        .map(
          ([
            kind,
            subjectId,
            titleWords,
            tagWords,
            channelWords,
            publishedAtMs,
            viewCount,
            likes,
            dislikes,
            ...more
          ]) => ({
            ...{ kind, subjectId, titleWords, tagWords, channelWords, publishedAtMs, viewCount, likes, dislikes },
            ...{ durationSec: more[0], category: more[1], language: more[2] },
          }),
        );
    },

    /** Of `page`, what is to be shown; asked again whether everyone may see it. */
    async shown(page: readonly Subject[], now: Date): Promise<Shown> {
      const idsOf = (kind: DocumentKind) => page.filter((it) => it.kind === kind).map((it) => it.subjectId);
      const [videoIds, channelIds, playlistIds] = [idsOf('video'), idsOf('channel'), idsOf('playlist')];
      const [videoRows, channelRows, playlistRows] = await Promise.all([
        videoIds.length === 0
          ? []
          : db
              .select({ video: videos, channel: channels })
              .from(videos)
              .innerJoin(channels, eq(channels.id, videos.channelId))
              .innerJoin(users, eq(users.id, videos.ownerId))
              .where(and(inJson(videos.id, videoIds), isPublicVideo(now))),
        channelIds.length === 0
          ? []
          : db
              .select({ channel: channels })
              .from(channels)
              .innerJoin(users, eq(users.id, channels.ownerId))
              .where(and(inJson(channels.id, channelIds), isNull(users.suspendedAt))),
        playlistIds.length === 0
          ? []
          : db
              .select({ playlist: playlists })
              .from(playlists)
              .innerJoin(users, eq(users.id, playlists.ownerId))
              .where(and(inJson(playlists.id, playlistIds), isPublicPlaylist)),
      ]);
      return {
        videos: videoRows,
        channels: channelRows.map(({ channel }) => channel),
        playlists: playlistRows.map(({ playlist }) => playlist),
      };
    },
  };
}
