import { sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { type Question, question } from '../../../platform/questions.ts';
import { channelMembers, users, videoShares, videos } from '../../../shared/schema/index.ts';
import type { VideoForViewer } from '../store.ts';

/** Who meets which video: null for an anonymous viewer. */
export type Meeting = { videoId: string; userId: string | null };
/** Of a video what decides who sees it, and what may be done below it. */
export type VideoAccess = Omit<VideoForViewer, 'video' | 'channel'> & {
  video: Pick<VideoForViewer['video'], keyof typeof decisive>;
};

const { id, channelId, ownerId, visibility, playable, publishAt, commentPolicy, ...more } = videos;
const { takenDownAt, takenDownByLaw, deletedAt } = more;
const decisive = {
  ...{ id, channelId, ownerId, visibility, playable, publishAt, commentPolicy },
  ...{ takenDownAt, takenDownByLaw, deletedAt },
};

/** Of each meeting; null where there is no such video. */
export function accessOf(db: Database, meetings: readonly Meeting[]): Question<(VideoAccess | null)[]> {
  return question([accessQuery(db, meetings)], ([rows]) => {
    const found = new Map(rows.map((row) => [row.at, row]));
    return meetings.map((_, at) => {
      const row = found.get(at);
      if (!row) return null;
      const { video, ownerSuspendedAt, sharedWith, memberRole } = row;
      return { video, ownerSuspended: ownerSuspendedAt !== null, isShared: sharedWith !== null, memberRole };
    });
  });
}

/** CROSS JOIN keeps the order: look-ups by primary key. */
function accessQuery(db: Database, meetings: readonly Meeting[]) {
  const pairs = JSON.stringify(meetings.map(({ videoId, userId }) => [videoId, userId]));
  const viewerId = sql`j.value ->> 1`;
  const [isShared, isMember] = [
    sql`${videoShares.videoId} = ${id} and ${videoShares.userId} = ${viewerId}`,
    sql`${channelMembers.channelId} = ${channelId} and ${channelMembers.userId} = ${viewerId}`,
  ];
  return db
    .select({
      ...{ at: sql<number>`j.key`, video: decisive, ownerSuspendedAt: users.suspendedAt },
      ...{ sharedWith: videoShares.userId, memberRole: channelMembers.role },
    })
    .from(sql`json_each(${pairs}) as j`)
    .crossJoin(videos)
    .crossJoin(users)
    .leftJoin(videoShares, isShared)
    .leftJoin(channelMembers, isMember)
    .where(sql`${id} = j.value ->> 0 and ${users.id} = ${ownerId}`);
}
