import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import { generationFiles } from '../../shared/media/object-keys.ts';
import type { SetPlan } from '../plan/package-set-argv.ts';

/** Rises whenever `SetPlan` changes, so that a set of another version is told instead of guessed at. */
const VERSION = 1;

const schema = z.custom<SetPlan & { version: typeof VERSION }>(
  (value) => z.object({ version: z.literal(VERSION) }).safeParse(value).success,
  'the set was packaged by another version of the transcoder',
);

/** Writes down, inside the set, what its tracks are. */
export async function storeSetPlan(set: SetPlan, setDir: string): Promise<void> {
  const { rungs, firstRung, audioTracks, segmentSec, frameRate } = set;
  const text = JSON.stringify({ version: VERSION, rungs, firstRung, audioTracks, segmentSec, frameRate });
  await writeFile(join(setDir, generationFiles.set), text);
}

/** Throws when the published set below `prefix` has no such note, or one of another version. */
export async function loadSetPlan(store: ObjectStore, prefix: string): Promise<SetPlan> {
  const object = await store.get(prefix + generationFiles.set);
  if (!object) throw new Error('the published set does not say what it consists of');
  return schema.parse(await new Response(object.body).json());
}
