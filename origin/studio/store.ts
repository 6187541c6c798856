import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import type { OwnVideoSort, OwnVideosQuery } from '../../shared/contracts/studio.ts';
import { channels, videos } from '../../shared/schema/index.ts';
import type { VideoWithChannel } from '../videos/store.ts';

/** The last video of the page before: what the list is sorted by, and the id that decides between equal ones. */
export type OwnPosition = { by: number; videoId: string };
export type OwnFilter = Pick<OwnVideosQuery, 'visibility' | 'status' | 'q' | 'sort'>;

export type OwnVideoStore = ReturnType<typeof createOwnVideoStore>;

/** One owner's newest and oldest come in the order of an index; the other lists sort what an owner or a channel has. */
const sortColumns = {
  newest: { column: videos.createdAt, direction: 'desc' },
  oldest: { column: videos.createdAt, direction: 'asc' },
  most_viewed: { column: videos.viewCount, direction: 'desc' },
  most_commented: { column: videos.commentCount, direction: 'desc' },
  most_liked: { column: videos.likeCount, direction: 'desc' },
} as const satisfies Record<OwnVideoSort, object>;

export function createOwnVideoStore(db: Database) {
  return {
    async list(...asked: OwnVideosAsked): Promise<VideoWithChannel[]> {
      return ownVideosQuery(db, ...asked);
    },
  };
}

type OwnVideosAsked = [
  whose: { ownerId: string } | { channelId: string },
  filter: OwnFilter,
  page: { limit: number; after: OwnPosition | null },
];

export function ownVideosQuery(db: Database, ...[whose, filter, { limit, after }]: OwnVideosAsked) {
  const { column, direction } = sortColumns[filter.sort];
  const order = sql.raw(direction);
  const behind = sql.raw(direction === 'desc' ? '<' : '>');
  return db
    .select({ video: videos, channel: channels })
    .from(videos)
    .innerJoin(channels, eq(channels.id, videos.channelId))
    .where(
      and(
        'ownerId' in whose ? eq(videos.ownerId, whose.ownerId) : eq(videos.channelId, whose.channelId),
        isNull(videos.deletedAt),
        filter.visibility === undefined ? undefined : eq(videos.visibility, filter.visibility),
        filter.status === undefined ? undefined : eq(videos.status, filter.status),
        filter.q === undefined || filter.q === '' ? undefined : contains(filter.q),
        after === null ? undefined : sql`(${column}, ${videos.id}) ${behind} (${after.by}, ${after.videoId})`,
      ),
    )
    .orderBy(sql`${column} ${order}`, sql`${videos.id} ${order}`)
    .limit(limit);
}

/** Case does not matter in ASCII, as SQLite has it. */
function contains(words: string): SQL {
  const pattern = `%${words.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return sql`${videos.title} like ${pattern} escape '\\'`;
}

/** Where `row` stands in a list of that order. */
export function positionOf({ video }: VideoWithChannel, sort: OwnVideoSort): OwnPosition {
  const by = {
    newest: video.createdAt.getTime(),
    oldest: video.createdAt.getTime(),
    most_viewed: video.viewCount,
    most_commented: video.commentCount,
    most_liked: video.likeCount,
  }[sort];
  return { by, videoId: video.id };
}
