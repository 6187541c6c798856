import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { suggestionsSchema } from '../../../shared/contracts/discovery.ts';
import { internalHeaders } from '../../../shared/http-headers.ts';
import { newVideoId } from '../../../shared/ids.ts';
import { discoverySignals, recentPairs, users, videos } from '../../../shared/schema/index.ts';
import { seededRandom } from '../../../testkit/seeded-random.ts';
import { waitFor } from '../../../testkit/services.ts';
import { startTestOrigin, type TestOrigin, type TestUser } from '../../testing/test-origin.ts';
import { buildModel } from '../batch/build-model.ts';
import { createBatchStore } from '../batch/store.ts';
import { trainAside } from '../batch/train-aside.ts';
import { addSignals } from '../signals/store.ts';
import { addCreator, addPeople, addVideo, addWatches, type Creator } from '../testing/people-and-videos.ts';

const longAgo = new Date(Date.now() - 40 * 24 * 3_600_000);
let origin: TestOrigin;
let viewer: TestUser;
let ann: Creator;
/** Two topics, ten videos each, by four channels; half of the people watch the one, half the other. */
const music: string[] = [];
const trains: string[] = [];

beforeAll(async () => {
  origin = await startTestOrigin();
  const { db } = origin;
  ann = await addCreator(db, 'ann', longAgo);
  const [ben, cem, dee] = [
    await addCreator(db, 'ben', longAgo),
    await addCreator(db, 'cem', longAgo),
    await addCreator(db, 'dee', longAgo),
  ];
  for (let at = 0; at < 10; at++) {
    const song = { title: `Song ${at}`, createdAt: new Date(longAgo.getTime() + at) };
    music.push(await addVideo(db, at % 2 ? ann : ben, song));
    trains.push(await addVideo(db, at % 2 ? cem : dee, { ...song, title: `Engine ${at}` }));
  }
  const people = Array.from({ length: 40 }, (_, at) => `person${at}`);
  await addPeople(db, people, longAgo);
  for (const [at, person] of people.entries()) {
    const topic = at % 2 ? music : trains;
    const watched = topic.filter((_, place) => (place + at) % 3 !== 0);
    await addWatches(db, person, watched, longAgo);
  }
  const batch = createBatchStore(db);
  const closing = new AbortController().signal;
  await buildModel({ batch, train: trainAside, clock: () => new Date(), closing });
  viewer = await origin.signUp();
});
afterAll(() => origin.stop());

async function ask(path: string, token?: string) {
  const response = await origin.request('GET', path, token === undefined ? {} : { token });
  expect(response.status).toBe(200);
  return suggestionsSchema.parse(await response.json());
}
const idsOf = ({ videos }: { videos: { video_id: string }[] }) => videos.map(({ video_id }) => video_id);

test('beside a video stands what its viewers watched, with the reason', async () => {
  const [song = ''] = music;
  const { videos: related, list_id } = await ask(`/videos/${song}/related?limit=6`);
  expect(list_id).toMatch(/^[0-9a-f-]{36}$/);
  expect(related.map(({ video_id }) => music.includes(video_id))).toEqual(related.map(() => true));
  expect(related).toHaveLength(6);
  expect(related.map(({ video_id }) => video_id)).not.toContain(song);
  expect(related[0]).toMatchObject({ reason: 'watched_together', because_of: { video_id: song, title: 'Song 0' } });
});

test('an anonymous session gets what goes with what it watched, and nothing of that again', async () => {
  const recent = trains.slice(0, 3);
  const { videos: suggested } = await ask(`/recommendations?recent=${recent.join(',')}&limit=5`);
  const ids = suggested.map(({ video_id }) => video_id);
  expect(ids.filter((id) => trains.includes(id)).length).toBeGreaterThanOrEqual(4);
  expect(ids.filter((id) => recent.includes(id))).toEqual([]);
  expect(idsOf(await ask('/recommendations')).length).toBeGreaterThan(0);
});

test('no list is more than a few videos of one channel', async () => {
  const { videos: suggested } = await ask(`/recommendations?recent=${music[0]}&limit=20`);
  const perChannel = Map.groupBy(suggested, ({ channel }) => channel.channel_id);
  expect(Math.max(...[...perChannel.values()].map((those) => those.length))).toBeLessThanOrEqual(3);
});

test('what somebody does not want is suggested no more, at once, until they take it back', async () => {
  const { token } = viewer;
  await addWatches(origin.db, viewer.session.user.user_id, music.slice(0, 2), new Date());
  const before = idsOf(await ask('/recommendations', token));
  expect(before.some((id) => music.slice(0, 2).includes(id))).toBe(false);
  const [first = ''] = before;
  const path = `/me/not-interested/videos/${first}`;
  expect((await origin.request('PUT', path, { token })).status).toBe(204);
  expect(idsOf(await ask('/recommendations', token))).not.toContain(first);
  expect((await origin.request('DELETE', path, { token })).status).toBe(204);
  expect(idsOf(await ask('/recommendations', token))).toContain(first);
  expect((await origin.request('PUT', `/me/not-interested/videos/${newVideoId()}`, { token })).status).toBe(404);

  const { videos: shown } = await ask('/recommendations', token);
  const ofAnn = () =>
    ask('/recommendations', token).then((it) => it.videos.filter((each) => each.channel.handle === 'ann'));
  expect(shown.some(({ channel }) => channel.handle === 'ann')).toBe(true);
  expect((await origin.request('PUT', `/me/not-interested/channels/${ann.channelId}`, { token })).status).toBe(204);
  expect(await ofAnn()).toEqual([]);
});

test('what was just watched together counts before the next model', async () => {
  const { db } = origin;
  const [a, b] = [
    await addVideo(db, ann, { title: 'Fresh bread', createdAt: new Date() }),
    await addVideo(db, ann, { title: 'Old bicycles', createdAt: new Date() }),
  ];
  const batch = Array.from({ length: 6 }, (_, at) => `person${at}`);
  for (const person of batch) await addWatches(db, person, [b, a], new Date());
  await db.transaction((tx) =>
    addSignals(
      tx,
      batch.map((userId) => ({ kind: 'view', videoId: a, userId, network: userId, at: new Date() })),
    ),
  );
  await waitFor(async () => (await db.select().from(recentPairs).where(eq(recentPairs.videoId, a))).length > 0, {
    what: 'views to be counted',
  });
  const [first] = (await ask(`/videos/${a}/related`)).videos;
  expect(first).toMatchObject({ video_id: b, reason: 'watched_together' });
});

test('what two people watched together is told to nobody, however often they did', async () => {
  const { db } = origin;
  const made = () => addVideo(db, ann, { title: 'Quiet evening', createdAt: new Date() });
  const [a, b] = [await made(), await made()];
  const watch = async (people: readonly string[]) => {
    for (const userId of people) {
      const signal = { kind: 'view', videoId: a, userId, network: userId, at: new Date() } as const;
      await db.transaction((tx) => addSignals(tx, [signal]));
    }
    await waitFor(async () => (await db.$count(discoverySignals)) === 0, { what: 'views to be counted' });
  };
  const reasons = async (of: string, other: string) =>
    (await ask(`/videos/${of}/related`)).videos
      .filter(({ video_id }) => video_id === other)
      .map(({ reason }) => reason);
  for (const person of ['person0', 'person1', 'person2', 'person3', 'person4'])
    await addWatches(db, person, [b, a], new Date());
  await watch(['person0', 'person1', 'person0', 'person1', 'person0']);
  expect(await reasons(a, b)).not.toContain('watched_together');
  await watch(['person2', 'person3', 'person4']);
  // Of the other one, since lists are remembered for a while.
  expect(await reasons(b, a)).toEqual(['watched_together']);
});

test('clicks and impressions are counted once, for each surface', async () => {
  const { list_id, videos: shown } = await ask(`/videos/${music[0]}/related?limit=4`);
  const report = {
    ...{ list_id, surface: 'related', clicked: shown[1]?.video_id },
    shown: shown.map(({ video_id }, position) => ({ video_id, position })),
  };
  for (let times = 0; times < 2; times++)
    expect((await origin.request('POST', '/discovery/reports', { body: report })).status).toBe(204);
  const answer = await fetch(`${origin.url}/internal/admin/discovery/ctr`, {
    headers: { [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY },
  });
  expect(await answer.json()).toEqual({
    surfaces: [{ surface: 'related', variant: 'none', impressions: 4, clicks: 1, ctr: 0.25 }],
  });
});

test('whatever is hidden when, no list shows or names it', async () => {
  const random = seededRandom(11);
  const { db } = origin;
  const all = [...music, ...trains];
  for (let round = 0; round < 25; round++) {
    const videoId = random.pick(all);
    const set = random.pick([
      { visibility: 'private' },
      { visibility: 'unlisted' },
      { visibility: 'public', takenDownAt: new Date() },
      { visibility: 'public', publishAt: new Date(Date.now() + 60_000) },
      { visibility: 'public', deletedAt: new Date() },
      { visibility: 'public', takenDownAt: null, publishAt: null, deletedAt: null },
    ] as const);
    await db.update(videos).set(set).where(eq(videos.id, videoId));
    const suspendedAt = random.chance(0.3) ? new Date() : null;
    await db.update(users).set({ suspendedAt }).where(eq(users.id, 'dee'));

    const hidden = new Set(
      (
        await db
          .select({ video: videos, suspendedAt: users.suspendedAt })
          .from(videos)
          .innerJoin(users, eq(users.id, videos.ownerId))
      )
        .filter(
          ({ video, suspendedAt }) =>
            video.visibility !== 'public' ||
            !video.playable ||
            video.takenDownAt !== null ||
            video.deletedAt !== null ||
            (video.publishAt ?? new Date(0)) > new Date() ||
            suspendedAt !== null,
        )
        .map(({ video }) => video.id),
    );
    const seen = all.find((id) => !hidden.has(id)) ?? '';
    for (const path of [
      `/videos/${seen}/related?limit=50`,
      `/recommendations?recent=${music[1]},${trains[1]}&limit=50`,
    ]) {
      const shown = await ask(path);
      const named = shown.videos.flatMap(({ video_id, because_of }) => [video_id, because_of?.video_id ?? seen]);
      expect(named.filter((id) => hidden.has(id))).toEqual([]);
    }
    const trending = await origin.request('GET', '/videos/trending?window=month&limit=50');
    expect(idsOf((await trending.json()) as { videos: { video_id: string }[] }).filter((id) => hidden.has(id))).toEqual(
      [],
    );
  }
  await db.update(users).set({ suspendedAt: null }).where(eq(users.id, 'dee'));
});
