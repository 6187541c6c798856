import { and, asc, count, eq, gt, isNotNull, isNull, max, not, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import type { ChangeKind } from '../../../shared/contracts/changes.ts';
import {
  captions,
  changes,
  channels,
  playlists,
  searchDocuments,
  searchProgress,
  videos,
} from '../../../shared/schema/index.ts';

import type { NoteAudit } from '../../audit/note-as.ts';
import { POPULAR_VIEWS } from '../search-document.ts';
import { inJson, type Subject } from '../store.ts';

export type PipelineStore = ReturnType<typeof createPipelineStore>;
export type ProgressRow = { changeSeq: number; format: number };
export type VideoSource = {
  videoId: string;
  title: string;
  description: string;
  tags: string[];
  category: string | null;
  language: string | null;
  durationSec: number | null;
  viewCount: number;
  channelName: string;
  publishedAt: Date;
};

export type ChannelSource = { channelId: string; name: string; handle: string; description: string; createdAt: Date };
export type PlaylistSource = { playlistId: string; title: string; description: string; createdAt: Date };
export type ChangedSubjects = {
  videoIds: string[];
  channelIds: string[];
  playlistIds: string[];
  lastSeq: number;
  /** There are no more. */
  isAll: boolean;
};

/** Each engine has its own progress: one that is down holds up no other. */
export const progressOf = { fts: 1, typesense: 2 } as const;
const publishedAt = sql`case when ${videos.publishAt} is null then ${videos.createdAt} else ${videos.publishAt} end`;

export function createPipelineStore(db: Database, engine: keyof typeof progressOf = 'fts') {
  const progressId = progressOf[engine];
  const columns = {
    videoId: videos.id,
    title: videos.title,
    description: videos.description,
    tags: videos.tags,
    category: videos.category,
    language: videos.language,
    durationSec: videos.durationSec,
    viewCount: videos.viewCount,
    channelName: channels.name,
    publishedAt: publishedAt.mapWith(videos.createdAt),
  };
  const channelColumns = {
    channelId: channels.id,
    name: channels.name,
    handle: channels.handle,
    description: channels.description,
    createdAt: channels.createdAt,
  };
  const playlistColumns = {
    playlistId: playlists.id,
    title: playlists.title,
    description: playlists.description,
    createdAt: playlists.createdAt,
  };
  // Literals, so that SQLite can use the partial index `videos_published`. Those to be published later are indexed too.
  const isIndexed = and(
    sql`${videos.visibility} = 'public' and ${videos.playable} = 1`,
    isNull(videos.deletedAt),
    isNull(videos.takenDownAt),
  );

  return {
    async progress(): Promise<ProgressRow | undefined> {
      const [row] = await db.select().from(searchProgress).where(eq(searchProgress.id, progressId));
      return row;
    },

    async setProgress(progress: ProgressRow): Promise<void> {
      await db
        .insert(searchProgress)
        .values({ id: progressId, ...progress })
        .onConflictDoUpdate({ target: searchProgress.id, set: progress });
    },

    engine,

    /** Documents in the index of the database. */
    async countDocuments(): Promise<number> {
      return db.$count(searchDocuments);
    },

    /** Whoever follows the change feed then makes all documents anew. */
    async askForRebuild(note: NoteAudit): Promise<void> {
      await db.transaction(async (tx) => {
        await tx.update(searchProgress).set({ format: 0 }).where(eq(searchProgress.id, progressId));
        await note(tx, {
          action: 'search.rebuild_asked',
          object: { kind: 'installation', id: 'installation' },
          detail: { engine },
        });
      });
    },

    /** Ids of the most watched videos, `limit` of them after `after`. */
    async pageOfPopular(after: string, limit: number): Promise<string[]> {
      const rows = await db
        .select({ id: videos.id })
        .from(videos)
        // A literal, so that SQLite can use the partial index `videos_popular`.
        .where(and(sql`${videos.viewCount} >= ${sql.raw(String(POPULAR_VIEWS))}`, gt(videos.id, after)))
        .orderBy(videos.id)
        .limit(limit);
      return rows.map(({ id }) => id);
    },

    /** The highest sequence number of the change feed. */
    async changeHead(): Promise<number> {
      const [row] = await db.select({ head: max(changes.seq) }).from(changes);
      return row?.head ?? 0;
    },

    /** What the next `limit` changes after `seq` are about, and the number of the last of these changes. */
    async changedSubjects(seq: number, limit: number): Promise<ChangedSubjects> {
      const rows = await db
        .select({ seq: changes.seq, kind: changes.kind, subject: changes.subject })
        .from(changes)
        .where(gt(changes.seq, seq))
        .orderBy(asc(changes.seq))
        .limit(limit);
      const about = (...kinds: ChangeKind[]) => [
        ...new Set(rows.filter(({ kind }) => kinds.includes(kind)).map(({ subject }) => subject)),
      ];
      return {
        videoIds: about('video_changed', 'video_revoked'),
        channelIds: about('channel_changed'),
        playlistIds: about('playlist_changed'),
        lastSeq: rows.at(-1)?.seq ?? seq,
        isAll: rows.length < limit,
      };
    },

    /** Those of `videoIds` that belong into the index, oldest first. */
    async videosToIndex(videoIds: readonly string[]): Promise<VideoSource[]> {
      if (videoIds.length === 0) return [];
      return db
        .select(columns)
        .from(videos)
        .innerJoin(channels, eq(channels.id, videos.channelId))
        .where(and(inJson(videos.id, videoIds), isIndexed))
        .orderBy(publishedAt, videos.id);
    },

    /** All videos that belong into the index, or those of one channel, oldest first, `limit` of them after `after`. */
    async pageOfVideos(after: VideoSource | null, limit: number, channelId?: string): Promise<VideoSource[]> {
      return db
        .select(columns)
        .from(videos)
        .innerJoin(channels, eq(channels.id, videos.channelId))
        .where(
          and(
            isIndexed,
            channelId === undefined ? undefined : eq(videos.channelId, channelId),
            after === null
              ? undefined
              : sql`(${publishedAt}, ${videos.id}) > (${after.publishedAt.getTime()}, ${after.videoId})`,
          ),
        )
        .orderBy(publishedAt, videos.id)
        .limit(limit);
    },

    async channelsToIndex(channelIds: readonly string[]): Promise<ChannelSource[]> {
      return db.select(channelColumns).from(channels).where(inJson(channels.id, channelIds));
    },

    async pageOfChannels(after: string, limit: number): Promise<ChannelSource[]> {
      return db.select(channelColumns).from(channels).where(gt(channels.id, after)).orderBy(channels.id).limit(limit);
    },

    async playlistsToIndex(playlistIds: readonly string[]): Promise<PlaylistSource[]> {
      return db
        .select(playlistColumns)
        .from(playlists)
        .where(and(inJson(playlists.id, playlistIds), eq(playlists.visibility, 'public')));
    },

    async pageOfPlaylists(after: string, limit: number): Promise<PlaylistSource[]> {
      return db
        .select(playlistColumns)
        .from(playlists)
        .where(and(gt(playlists.id, after), eq(playlists.visibility, 'public')))
        .orderBy(playlists.id)
        .limit(limit);
    },

    /** Documents that do not belong into the index. */
    async strayDocuments(limit: number): Promise<Subject[]> {
      const subject = searchDocuments.subjectId;
      const isThere = (table: SQLWrapper, where: SQL | undefined) =>
        sql`exists (select 1 from ${table} where ${where})`;
      return db
        .select({ kind: searchDocuments.kind, subjectId: subject })
        .from(searchDocuments)
        .where(
          not(
            sql`case ${searchDocuments.kind}
              when 'video' then ${isThere(videos, and(eq(videos.id, subject), isIndexed))}
              when 'channel' then ${isThere(channels, eq(channels.id, subject))}
              else ${isThere(playlists, and(eq(playlists.id, subject), eq(playlists.visibility, 'public')))} end`,
          ),
        )
        .limit(limit);
    },

    /** How many videos belong into the index and are not there. */
    async countMissingVideos(): Promise<number> {
      const isThere = sql`exists (select 1 from ${searchDocuments}
        where ${searchDocuments.kind} = 'video' and ${searchDocuments.subjectId} = ${videos.id})`;
      const [row] = await db
        .select({ n: count() })
        .from(videos)
        .where(and(isIndexed, not(isThere)));
      return row?.n ?? 0;
    },

    /** The languages that each video has captions in. */
    async captionLanguages(videoIds: readonly string[]): Promise<Map<string, string[]>> {
      const languages = new Map<string, string[]>();
      if (videoIds.length === 0) return languages;
      const rows = await db
        .select({ videoId: captions.videoId, language: captions.language })
        .from(captions)
        .where(and(inJson(captions.videoId, videoIds), isNotNull(captions.sha256)))
        .orderBy(captions.videoId, captions.language);
      for (const { videoId, language } of rows) languages.set(videoId, [...(languages.get(videoId) ?? []), language]);
      return languages;
    },
  };
}
