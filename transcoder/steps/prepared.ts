import * as z from 'zod';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import type { Chunk } from '../plan/cut-chunks.ts';
import type { Plan, Rung } from '../plan/make-plan.ts';
import type { Probe, ProbedVideo } from '../probe/parse-probe.ts';

/** Rises whenever what follows changes, so that a worker of another version tells instead of guessing. */
const VERSION = 2;

/** Everything decided about an encode, for the jobs that carry it out. */
export type Prepared = {
  version: typeof VERSION;
  probe: Probe & { video: ProbedVideo };
  plan: Plan;
  /** Empty when the first rung is the only one. */
  chunks: Chunk[];
  /** Whether the first rung is encoded apart and published early, or with the others. */
  earlyPublish: boolean;
};

const preparedSchema = z.custom<Prepared>(
  (value) => z.object({ version: z.literal(VERSION) }).safeParse(value).success,
  'the plan of this encode was made by another version of the transcoder',
);

const planKey = (videoId: string, encode: string) => `${objectKeys.workPrefix(videoId, encode)}plan.json`;

export async function storePrepared(
  store: ObjectStore,
  { videoId, encode }: { videoId: string; encode: string },
  prepared: Omit<Prepared, 'version'>,
): Promise<Prepared> {
  const versioned: Prepared = { version: VERSION, ...prepared };
  const bytes = new TextEncoder().encode(JSON.stringify(versioned));
  await store.putBytes(planKey(videoId, encode), bytes, { contentType: 'application/json' });
  return versioned;
}

/** `null` when there is none (yet, or any more). Throws when another version wrote it. */
export async function loadPrepared(
  store: ObjectStore,
  { videoId, encode }: { videoId: string; encode: string },
): Promise<Prepared | null> {
  const object = await store.get(planKey(videoId, encode));
  return object && preparedSchema.parse(await new Response(object.body).json());
}

/** The rungs that chunks are encoded into; `copied` is one that is not, as far as that is known. */
export function chunkRungs({ plan, earlyPublish }: Prepared, copied?: Rung | null): Rung[] {
  return plan.rungs.filter(({ name }) => name !== copied?.name && !(earlyPublish && name === plan.firstRung.name));
}

/** Keys of the intermediate files. */
export const workFiles = {
  /** The first rung's video, with audio, when it was encoded apart. */
  first: (videoId: string, encode: string) => `${objectKeys.workPrefix(videoId, encode)}first.mp4`,
  audio: (videoId: string, encode: string, track: string) => `${objectKeys.workPrefix(videoId, encode)}${track}.mp4`,
  poster: (videoId: string, encode: string) => `${objectKeys.workPrefix(videoId, encode)}poster.jpg`,
  /** The source's own picture, when it does for the largest rung; and whether it does. */
  copied: (videoId: string, encode: string) => `${objectKeys.workPrefix(videoId, encode)}copied.mp4`,
  copyDecision: (videoId: string, encode: string) => `${objectKeys.workPrefix(videoId, encode)}copied.json`,
  piece: (videoId: string, encode: string, chunk: number, rung: string) =>
    `${objectKeys.workPrefix(videoId, encode)}chunks/${String(chunk).padStart(5, '0')}/${rung}.mp4`,
} as const;
