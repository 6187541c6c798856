import type { Database } from '../../../platform/database.ts';
import { newId, newVideoId } from '../../../shared/ids.ts';
import { channels, users, videos, watchHistory } from '../../../shared/schema/index.ts';

type VideoValues = typeof videos.$inferInsert;
export type Creator = { ownerId: string; channelId: string };

/** Somebody with a channel. */
export async function addCreator(db: Database, id: string, madeAt: Date): Promise<Creator> {
  const channelId = newId();
  const times = { createdAt: madeAt, updatedAt: madeAt };
  await db.insert(users).values({ id, name: id, email: `${id}@example.test`, username: id, ...times });
  await db.insert(channels).values({ id: channelId, ownerId: id, handle: id, name: id, ...times });
  return { ownerId: id, channelId };
}

/** People who only watch. */
export async function addPeople(db: Database, ids: readonly string[], madeAt: Date): Promise<void> {
  const times = { createdAt: madeAt, updatedAt: madeAt };
  await db
    .insert(users)
    .values(ids.map((id) => ({ id, name: id, email: `${id}@example.test`, username: id, ...times })));
}

/** A public video of the creator. */
export async function addVideo(
  db: Database,
  creator: Creator,
  more: Partial<VideoValues> & { createdAt: Date },
): Promise<string> {
  const id = newVideoId();
  await db.insert(videos).values({
    ...{ id, ...creator, title: 'A clip', visibility: 'public', status: 'ready' },
    ...{ playable: true, complete: true, generation: 'g1', durationSec: 60, updatedAt: more.createdAt },
    ...more,
  });
  return id;
}

export async function addWatches(db: Database, userId: string, videoIds: readonly string[], at: Date): Promise<void> {
  await db.insert(watchHistory).values(
    videoIds.map((videoId, place) => ({
      ...{ userId, videoId, positionSec: 30, isUnfinished: true },
      watchedAt: new Date(at.getTime() + place),
    })),
  );
}
