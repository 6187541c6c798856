import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import { generationFiles } from '../../shared/media/object-keys.ts';
import type { Rung } from '../plan/make-plan.ts';
import type { SetPlan } from '../plan/package-set-argv.ts';

/** Rises whenever `SetPlan` changes, so that a set of another version is told instead of guessed at. */
const VERSION = 2;

/** Version 1 knew H.264 alone. */
const schema = z.union(
  [
    z.custom<Versioned>((value) => isVersion(value, VERSION)),
    z.custom<Versioned>((value) => isVersion(value, 1)).transform(fromFirst),
  ],
  'the set was packaged by another version of the transcoder',
);
type Versioned = SetPlan & { version: number };

const isVersion = (value: unknown, version: number) =>
  z.object({ version: z.literal(version) }).safeParse(value).success;

function fromFirst(set: Versioned): Versioned {
  const inH264 = (rung: Rung): Rung => ({ ...rung, codec: 'h264' });
  return { ...set, rungs: set.rungs.map(inH264), firstRung: inH264(set.firstRung) };
}

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
