import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq, sql } from 'drizzle-orm';
import { newId, newVideoId } from '../shared/ids.ts';
import { channels, users, videos } from '../shared/schema/index.ts';
import { migratedDatabase } from '../testkit/services.ts';
import { migrateDatabase } from './database.ts';

describe('database', () => {
  let opened: Awaited<ReturnType<typeof migratedDatabase>>;
  beforeAll(async () => {
    opened = await migratedDatabase();
  }, 30_000);
  afterAll(() => opened?.stop());

  const stamps = () => ({ createdAt: new Date(1_700_000_000_123), updatedAt: new Date(1_700_000_000_123) });
  const addUser = async (username: string) => {
    const id = newId();
    const user = { id, name: username, email: `${username}@example.org`, username, ...stamps() };
    await opened.db.insert(users).values(user);
    return id;
  };

  test('migrations run once; running them again changes nothing', async () => {
    const ran = () => opened.db.get<{ count: number }>(sql`select count(*) as count from __drizzle_migrations`);
    const before = await ran();
    await migrateDatabase(opened.db);
    expect(before?.count).toBeGreaterThan(0);
    expect(await ran()).toEqual(before);
  });

  test('rows come back as they were written', async () => {
    const ownerId = await addUser('ada');
    const channel = { id: newId(), ownerId, handle: 'ada', name: 'Ada', ...stamps() };
    await opened.db.insert(channels).values(channel);
    const id = newVideoId();
    const geoAllow = ['DE', 'FR'];
    await opened.db.insert(videos).values({
      ...{ id, channelId: channel.id, ownerId, title: 'ünï 🎬', tags: ['a', 'b'], geoAllow },
      ...{ visibility: 'public', status: 'uploading', ...stamps() },
    });
    const [video] = await opened.db.select().from(videos).where(eq(videos.id, id));
    expect(video).toMatchObject({
      title: 'ünï 🎬',
      tags: ['a', 'b'],
      geoAllow,
      geoDeny: [],
      playable: false,
      ...stamps(),
    });
  });

  test('a row may not point at nothing', async () => {
    const orphan = { id: newId(), ownerId: newId(), handle: 'nobody', name: 'x', ...stamps() };
    await expect(opened.db.insert(channels).values(orphan).execute()).rejects.toThrow();
  });

  test('a transaction that throws leaves nothing', async () => {
    const failing = opened.db.transaction(async (transaction) => {
      const user = { id: newId(), name: 'ghost', email: 'ghost@example.org', username: 'ghost', ...stamps() };
      await transaction.insert(users).values(user);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await opened.db.select().from(users).where(eq(users.username, 'ghost'))).toEqual([]);
  });

  test('the last statements of a transaction commit it, or leave nothing of it', async () => {
    const named = (username: string) => ({
      ...{ id: newId(), name: username, email: `${username}@example.org`, username },
      ...stamps(),
    });
    const isOne = sql`${users.username} in ('early', 'late', 'ghost')`;
    const [, rows] = await opened.db.transaction(async (tx) => {
      await tx.insert(users).values(named('early'));
      return tx.finish([
        tx.insert(users).values(named('late')),
        tx.select({ name: users.name }).from(users).where(isOne),
      ]);
    });
    expect(rows.map(({ name }) => name).sort()).toEqual(['early', 'late']);
    expect(await opened.db.$count(users, isOne)).toBe(2);

    const failing = opened.db.transaction(async (tx) => {
      await tx.insert(users).values(named('ghost'));
      await tx.finish([tx.insert(users).values(named('late'))]);
    });
    await expect(failing).rejects.toThrow();
    const goingOn = opened.db.transaction(async (tx) => {
      await tx.finish([tx.insert(users).values(named('later'))]);
      await tx.insert(users).values(named('ghost'));
    });
    await expect(goingOn).rejects.toThrow();
    expect(await opened.db.$count(users, isOne)).toBe(2);
  });
});
