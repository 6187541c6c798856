import * as z from 'zod';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import type { AddedCodec } from '../../shared/media/video-codecs.ts';
import type { Rung } from '../plan/make-plan.ts';

/** Rises whenever `Rung` changes, so that rungs of another version are told instead of guessed at. */
const VERSION = 1;

const schema = z.custom<{ version: typeof VERSION; rungs: Rung[] }>(
  (value) => z.object({ version: z.literal(VERSION) }).safeParse(value).success,
  'the rungs of this codec were made by another version of the transcoder',
);

type Owner = { videoId: string; codec: AddedCodec };
const indexKey = ({ videoId, codec }: Owner) => `${objectKeys.codecPrefix(videoId, codec)}rungs.json`;

/** Key of the file that holds the whole of a rung. */
export const codecRungKey = ({ videoId, codec }: Owner, { name }: Pick<Rung, 'name'>): string =>
  `${objectKeys.codecPrefix(videoId, codec)}${name}.mp4`;

/** Keeps a codec's rungs for every packaging to come; they count once all files are there. */
export async function storeCodecRungs(
  store: ObjectStore,
  owner: Owner,
  rungs: readonly Rung[],
  pathOf: (rung: Rung) => string,
): Promise<void> {
  for (const rung of rungs) await store.putFile(codecRungKey(owner, rung), pathOf(rung), { contentType: 'video/mp4' });
  const index = new TextEncoder().encode(JSON.stringify({ version: VERSION, rungs }));
  await store.putBytes(indexKey(owner), index, { contentType: 'application/json' });
}

/** Throws when there are none, or they are of another version. */
export async function loadCodecRungs(store: ObjectStore, owner: Owner): Promise<Rung[]> {
  const object = await store.get(indexKey(owner));
  if (!object) throw new Error(`the ${owner.codec} rungs of this video are gone`);
  return schema.parse(await new Response(object.body).json()).rungs;
}
