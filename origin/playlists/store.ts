import { and, asc, count, desc, eq, isNull, lt, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { playlistItems, playlists, users } from '../../shared/schema/index.ts';
import { isBehind, keyFor, type Place } from './order/store.ts';

export type PlaylistRow = typeof playlists.$inferSelect;
export type PlaylistWithOwner = {
  playlist: PlaylistRow;
  owner: { username: string; name: string; suspendedAt: Date | null };
  /** The first few of its videos, in order: one of them may be its cover. */
  firstVideoIds: string[];
};
export type ItemRow = typeof playlistItems.$inferSelect;
export type ItemPosition = { position: string; itemId: string };
export type PlaylistStore = ReturnType<typeof createPlaylistStore>;
export type PlaylistLimits = { playlistsPerUser: number; itemsPerPlaylist: number };

const COVER_CANDIDATES = 10;

export function createPlaylistStore(db: Database) {
  const withOwner = () =>
    db
      .select({
        playlist: playlists,
        owner: { username: users.username, name: users.name, suspendedAt: users.suspendedAt },
        firstVideoIds: sql`(select json_group_array(video_id) from (select i.video_id from playlist_items i
          where i.playlist_id = ${playlists.id} order by i.position, i.id limit ${COVER_CANDIDATES}))`.mapWith(
          (text: string) => JSON.parse(text) as string[], // as the statement makes it
        ),
      })
      .from(playlists)
      .innerJoin(users, eq(users.id, playlists.ownerId));

  const itemOf = (playlistId: string, itemId: string) =>
    and(eq(playlistItems.id, itemId), eq(playlistItems.playlistId, playlistId));

  return {
    async find(playlistId: string): Promise<PlaylistWithOwner | undefined> {
      const [row] = await withOwner().where(eq(playlists.id, playlistId));
      return row;
    },

    /** Newest first; with `onlyPublic` those that everybody sees. A query without effect until it is awaited. */
    list(query: { ownerId: string; onlyPublic: boolean; limit: number; before: string | null }) {
      return withOwner()
        .where(
          and(
            eq(playlists.ownerId, query.ownerId),
            query.onlyPublic ? sql`${playlists.visibility} = 'public'` : undefined,
            query.before === null ? undefined : lt(playlists.id, query.before),
          ),
        )
        .orderBy(desc(playlists.id))
        .limit(query.limit);
    },

    async findOwnerId(username: string): Promise<string | undefined> {
      const [user] = await db
        .select({ id: users.id })
        .from(users)
        .where(and(eq(users.username, username.toLowerCase()), isNull(users.suspendedAt)));
      return user?.id;
    },

    /** One with that id is left as it is: the request came before. Throws `quota_exceeded`. */
    async create(playlist: Omit<PlaylistRow, 'itemCount'>, { playlistsPerUser }: PlaylistLimits): Promise<void> {
      await db.transaction(async (tx) => {
        const [same] = await tx.select({ id: playlists.id }).from(playlists).where(eq(playlists.id, playlist.id));
        if (same) return;
        const [owned] = await tx
          .select({ total: count() })
          .from(playlists)
          .where(eq(playlists.ownerId, playlist.ownerId));
        if ((owned?.total ?? 0) >= playlistsPerUser)
          throw new AppError('quota_exceeded', `an account may have ${playlistsPerUser} playlists`);
        await tx.insert(playlists).values(playlist);
      });
    },

    /** The id of somebody's watch-later list, which is made when there is none. */
    async watchLaterOf(ownerId: string, now: Date): Promise<string> {
      const isIt = and(eq(playlists.ownerId, ownerId), sql`${playlists.kind} = 'watch_later'`);
      const find = () => db.select({ id: playlists.id }).from(playlists).where(isIt);
      const [known] = await find();
      if (known) return known.id;
      const list = { ownerId, kind: 'watch_later', title: 'Watch later', visibility: 'private' } as const;
      await db
        .insert(playlists)
        .values({ ...list, id: newId(), createdAt: now, updatedAt: now })
        .onConflictDoNothing(); // somebody's two devices at once
      const [made] = await find();
      if (!made) throw new AppError('not_found', 'there is no such playlist');
      return made.id;
    },

    async update(playlistId: string, changes: Partial<PlaylistRow>): Promise<void> {
      await db.update(playlists).set(changes).where(eq(playlists.id, playlistId));
    },

    async delete(playlistId: string): Promise<void> {
      await db.delete(playlists).where(eq(playlists.id, playlistId));
    },

    /** In the playlist's order. A query without effect until it is awaited. */
    listItems(query: { playlistId: string; limit: number; after: ItemPosition | null }) {
      return db
        .select()
        .from(playlistItems)
        .where(
          and(eq(playlistItems.playlistId, query.playlistId), query.after === null ? undefined : isBehind(query.after)),
        )
        .orderBy(asc(playlistItems.position), asc(playlistItems.id))
        .limit(query.limit);
    },

    async findItem(playlistId: string, itemId: string): Promise<ItemRow | undefined> {
      const [row] = await db.select().from(playlistItems).where(itemOf(playlistId, itemId));
      return row;
    },

    /**
     * One with that id is left as it is: the request came before. Throws `conflict` when the video is in it already and may
     * not be twice, `quota_exceeded` when the playlist is full, `not_found`.
     */
    async addItem(
      item: { id: string; playlistId: string; videoId: string; place: Place },
      { itemsPerPlaylist }: PlaylistLimits,
      now: Date,
    ): Promise<void> {
      const { id, playlistId, videoId, place } = item;
      await db.transaction(async (tx) => {
        const [playlist] = await tx.select().from(playlists).where(eq(playlists.id, playlistId));
        if (!playlist) throw new AppError('not_found', 'there is no such playlist');
        const [same] = await tx.select({ id: playlistItems.id }).from(playlistItems).where(itemOf(playlistId, id));
        if (same) return;
        if (playlist.itemCount >= itemsPerPlaylist)
          throw new AppError('quota_exceeded', `a playlist holds at most ${itemsPerPlaylist} videos`);
        if (!playlist.allowDuplicates) {
          const isSame = and(eq(playlistItems.videoId, videoId), eq(playlistItems.playlistId, playlistId));
          const [there] = await tx.select({ id: playlistItems.id }).from(playlistItems).where(isSame).limit(1);
          if (there) throw new AppError('conflict', 'this video is in the playlist already');
        }
        const position = await keyFor(tx, playlistId, place);
        await tx.insert(playlistItems).values({ id, playlistId, videoId, position, createdAt: now });
        await tx
          .update(playlists)
          .set({ itemCount: sql`${playlists.itemCount} + 1`, updatedAt: now })
          .where(eq(playlists.id, playlistId));
      });
    },

    /** Throws `not_found` for an item that is not there, and for a place behind one that is not. */
    async moveItem(playlistId: string, itemId: string, place: string | null, now: Date): Promise<void> {
      await db.transaction(async (tx) => {
        const [item] = await tx.select().from(playlistItems).where(itemOf(playlistId, itemId));
        if (!item) throw new AppError('not_found', 'there is no such item');
        if (place === itemId) return;
        const position = await keyFor(tx, playlistId, place, itemId);
        await tx.update(playlistItems).set({ position }).where(itemOf(playlistId, itemId));
        await tx.update(playlists).set({ updatedAt: now }).where(eq(playlists.id, playlistId));
      });
    },

    /** Throws `not_found` for an item that is not there. */
    async removeItem(playlistId: string, itemId: string, now: Date): Promise<void> {
      await db.transaction(async (tx) => {
        const removed = await tx
          .delete(playlistItems)
          .where(itemOf(playlistId, itemId))
          .returning({ id: playlistItems.id });
        if (removed.length === 0) throw new AppError('not_found', 'there is no such item');
        await tx
          .update(playlists)
          .set({ itemCount: sql`${playlists.itemCount} - 1`, updatedAt: now })
          .where(eq(playlists.id, playlistId));
      });
    },
  };
}
