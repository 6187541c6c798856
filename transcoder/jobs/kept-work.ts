import type * as z from 'zod';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import { isNewerGeneration, objectKeys } from '../../shared/media/object-keys.ts';
import { loadPrepared } from '../steps/prepared.ts';

type Encode = { videoId: string; encode: string };

const markOf = ({ videoId, encode }: Encode) => `${objectKeys.workPrefix(videoId, encode)}kept.json`;
const outcomeKey = ({ videoId, encode }: Encode, name: string) =>
  `${objectKeys.workPrefix(videoId, encode)}outcomes/${name}.json`;

/** True for the key of the mark that an encode was given up through no fault of its source. */
export const isKeptMark = (key: string): boolean => key.endsWith('/kept.json');

/** Marks the intermediate files of an encode that was given up as good for another attempt. */
export async function keepWork(store: ObjectStore, encode: Encode): Promise<void> {
  await store.putBytes(markOf(encode), new TextEncoder().encode('{}'), { contentType: 'application/json' });
}

/** The newest encode of a video whose finished parts another attempt can take over, or `null`. */
export async function findKeptWork(store: ObjectStore, videoId: string): Promise<string | null> {
  let newest: string | null = null;
  for await (const { key } of store.list(`work/${videoId}/`)) {
    const encode = key.split('/')[2];
    if (encode !== undefined && isKeptMark(key) && isNewerGeneration(encode, newest)) newest = encode;
  }
  if (newest === null) return null;
  // A plan that another version of the transcoder made is of no use.
  const prepared = await loadPrepared(store, { videoId, encode: newest }).catch(() => null);
  return prepared && newest;
}

/**
 * What `work` says, asked only once in the life of an encode: the files it has made are as good as its answer, also
 * for a later attempt at the video.
 */
export async function once<T>(
  store: ObjectStore,
  part: Encode & { name: string; schema: z.ZodType<T> },
  work: () => Promise<T>,
): Promise<T> {
  const key = outcomeKey(part, part.name);
  const known = await store.get(key);
  const outcome = known && part.schema.safeParse(await new Response(known.body).json()).data;
  if (outcome) return outcome;
  const made = await work();
  const bytes = new TextEncoder().encode(JSON.stringify(made));
  await store.putBytes(key, bytes, { contentType: 'application/json' });
  return made;
}
