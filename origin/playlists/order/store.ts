import { and, asc, desc, eq, gt, ne, sql } from 'drizzle-orm';
import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';
import { AppError } from '../../../shared/errors.ts';
import { playlistItems } from '../../../shared/schema/index.ts';
import type { Transaction } from '../../outbox/store.ts';

/** Behind the item of that id; `null`: at the front; `undefined`: at the end. */
export type Place = string | null | undefined;

/** Items put again and again between the same two make longer and longer keys. */
const MAX_KEY_LENGTH = 64;

/**
 * The key of an item that goes to `place`, made of its neighbours' in the transaction that writes it, so that two who add at
 * the same place get different ones. `moving` is an item that is there already. Throws `not_found` for a place that is not.
 */
export async function keyFor(
  tx: Transaction,
  playlistId: string,
  place: Place,
  moving: string | null = null,
): Promise<string> {
  const key = generateKeyBetween(...(await neighbours(tx, playlistId, place, moving)));
  if (key.length <= MAX_KEY_LENGTH) return key;
  await rebalance(tx, playlistId);
  return generateKeyBetween(...(await neighbours(tx, playlistId, place, moving)));
}

async function neighbours(
  tx: Transaction,
  playlistId: string,
  place: Place,
  moving: string | null,
): Promise<[string | null, string | null]> {
  const { id, position } = playlistItems;
  const others = and(eq(playlistItems.playlistId, playlistId), moving === null ? undefined : ne(id, moving));
  const items = () => tx.select({ position }).from(playlistItems).$dynamic();
  if (place === undefined) {
    const [last] = await items().where(others).orderBy(desc(position), desc(id)).limit(1);
    return [last?.position ?? null, null];
  }
  if (place === null) {
    const [first] = await items().where(others).orderBy(asc(position), asc(id)).limit(1);
    return [null, first?.position ?? null];
  }
  const [before] = await items().where(and(others, eq(id, place)));
  if (!before) throw new AppError('not_found', 'there is no such item to put it behind');
  const [behind] = await items()
    .where(and(others, gt(position, before.position)))
    .orderBy(asc(position), asc(id))
    .limit(1);
  return [before.position, behind?.position ?? null];
}

/** Gives every item of a playlist a short key, in the same order. */
async function rebalance(tx: Transaction, playlistId: string): Promise<void> {
  const { id, position } = playlistItems;
  const isIn = eq(playlistItems.playlistId, playlistId);
  const rows = await tx.select({ id }).from(playlistItems).where(isIn).orderBy(asc(position), asc(id));
  const keys = generateNKeysBetween(null, null, rows.length);
  const pairs = JSON.stringify(rows.map((row, at) => [row.id, keys[at]]));
  await tx.run(sql`
    update playlist_items set position = fresh.key
    from (select j.value ->> 0 as id, j.value ->> 1 as key from json_each(${pairs}) as j) as fresh
    where playlist_items.id = fresh.id`);
}

/** Items behind a key; `itemId` decides between equal ones. */
export const isBehind = (at: { position: string; itemId: string }) =>
  sql`(${playlistItems.position}, ${playlistItems.id}) > (${at.position}, ${at.itemId})`;
