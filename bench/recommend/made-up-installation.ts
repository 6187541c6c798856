import {
  addCreator,
  addPeople,
  addVideo,
  addWatches,
  type Creator,
} from '../../origin/discovery/testing/people-and-videos.ts';
import { createFtsEngine } from '../../origin/search/fts/fts-engine.ts';
import { createFtsStore } from '../../origin/search/fts/store.ts';
import { rebuildIndex } from '../../origin/search/pipeline/rebuild-index.ts';
import { createPipelineStore } from '../../origin/search/pipeline/store.ts';
import type { Database } from '../../platform/database.ts';
import { createFilesystemStore } from '../../platform/object-store/filesystem-store.ts';
import { seededRandom } from '../../testkit/seeded-random.ts';
import { tempDir } from '../../testkit/services.ts';
import { TOPICS, titleOf } from '../population/names.ts';

const dayMs = 24 * 3_600_000;
/** Of one topic. */
const VIDEOS_OF_A_CHANNEL = 5;
const PEOPLE_AT_ONCE = 500;

/** What is made of people's lists of items, whose topic is the item's number modulo the number of topics. */
export type Installation = { userIds: string[]; videoIds: string[] };

/**
 * Writes videos whose titles tell their topic, people, and what each has watched, oldest first; and has search index the
 * videos. Everything is of the year before `now`.
 */
export async function fillInstallation(
  db: Database,
  watches: readonly (readonly number[])[],
  items: number,
  now: Date,
): Promise<Installation> {
  const random = seededRandom(5);
  const begun = new Date(now.getTime() - 365 * dayMs);
  const creators = new Map<string, Creator>();
  const videoIds: string[] = [];
  for (let item = 0; item < items; item++) {
    const topic = item % TOPICS.length;
    const name = `channel${topic}x${Math.floor(item / TOPICS.length / VIDEOS_OF_A_CHANNEL)}`;
    const creator = creators.get(name) ?? (await addCreator(db, name, begun));
    creators.set(name, creator);
    const words = TOPICS[topic]?.words ?? [];
    videoIds.push(
      await addVideo(db, creator, {
        ...{ title: titleOf(random, topic), tags: [random.pick(words), random.pick(words)] },
        createdAt: new Date(begun.getTime() + random.below(300) * dayMs),
      }),
    );
  }
  const userIds = watches.map((_, at) => `person${at}`);
  for (let from = 0; from < userIds.length; from += PEOPLE_AT_ONCE)
    await addPeople(db, userIds.slice(from, from + PEOPLE_AT_ONCE), begun);
  const lately = new Date(now.getTime() - 30 * dayMs);
  for (const [at, list] of watches.entries()) {
    const watched = list.flatMap((item) => videoIds[item] ?? []);
    await addWatches(db, userIds[at] ?? '', watched, lately);
  }
  await index(db);
  return { userIds, videoIds };
}

async function index(db: Database): Promise<void> {
  await using objectsDir = await tempDir();
  await rebuildIndex({
    ...{ engine: createFtsEngine(createFtsStore(db)), store: createPipelineStore(db), clock: () => new Date() },
    objects: createFilesystemStore({ rootDir: objectsDir.path, publicUrl: 'http://127.0.0.1' }),
  });
}
