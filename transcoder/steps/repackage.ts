import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PublishedResult, RepackageJob } from '../../shared/contracts/transcode.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import { fetchCaptions } from '../captions/fetch-captions.ts';
import { fetchFile } from '../fetch/fetch-file.ts';
import { packageTracks, publishSet } from '../pipeline/package-final.ts';
import type { Rung } from '../plan/make-plan.ts';
import { codecRungKey, loadCodecRungs } from '../publish/codec-rungs.ts';
import { toRendition } from '../publish/measure-set.ts';
import { loadSetPlan } from '../publish/set-plan-file.ts';
import { newerThan } from './finish.ts';
import type { StepDeps } from './step-deps.ts';
import { withWorkDir } from './with-scratch.ts';

export type RepackageDeps = Omit<StepDeps, 'report' | 'sources'>;

/** Rounding of segment durations, and the frame that a rung of half the rate may lack. */
const toleranceSec = 0.2;

/**
 * Makes a new generation of a published one's tracks with the captions of this moment. Nothing is encoded: an init
 * segment with all its media segments behind it is a fragmented MP4 file (ISO/IEC 14496-12 §8.8), which the packager
 * reads like any other. The old generation stays for those who are watching it.
 */
export async function repackage(job: RepackageJob, deps: RepackageDeps): Promise<PublishedResult> {
  const { video_id: videoId, duration_sec: durationSec } = job;
  const from = objectKeys.generationPrefix(videoId, job.generation);
  return withWorkDir(deps, async (workDir) => {
    const before = await loadSetPlan(deps.store, from);
    const h264 = before.rungs.filter((rung) => rung.codec === 'h264');
    const added = await fetchAddedRungs(job, workDir, deps);
    const set = { ...before, rungs: [...h264, ...added.map(({ rung }) => rung)] };
    // Before the captions are looked at, as in the first packaging.
    const generation = newerThan(job.generation, deps.clock());
    const captions = await fetchCaptions({ videoId, durationSec }, workDir, deps);
    const keys = await listKeys(from, deps);
    const paths = new Map(added.map(({ rung, path }) => [rung.name, path]));
    for (const { name } of [...h264, ...set.audioTracks])
      paths.set(name, await joinSegments(`${from}${name}/`, keys, join(workDir, `${name}.mp4`), deps));
    const setDir = join(workDir, 'set');
    const rungs = await packageTracks(set, { paths, captions: captions.tracks, durationSec }, setDir, deps);
    const packagedSec = rungs[0]?.durationsSec.reduce((total, value) => total + value, 0) ?? 0;
    if (Math.abs(packagedSec - durationSec) > toleranceSec)
      throw new Error(`packaged ${packagedSec} s of a video of ${durationSec} s`);
    for (const key of keys.filter((one) => one.startsWith(`${from}images/`)))
      await copyTo(key, join(setDir, key.slice(from.length)), deps);
    await publishSet(setDir, objectKeys.generationPrefix(videoId, generation), [], { ...deps, report: () => {} });
    const { codecs: _, ...told } = job;
    const renditions = rungs.map(toRendition);
    return { ...told, kind: 'ready', generation, renditions, captions: captions.published };
  });
}

/** The rungs of the codecs that the set is to have beside H.264, each as one file. */
async function fetchAddedRungs(
  { video_id: videoId, codecs }: RepackageJob,
  workDir: string,
  deps: RepackageDeps,
): Promise<{ rung: Rung; path: string }[]> {
  const added: { rung: Rung; path: string }[] = [];
  for (const codec of codecs)
    for (const rung of await loadCodecRungs(deps.store, { videoId, codec })) {
      const path = join(workDir, `${rung.name}.mp4`);
      added.push({ rung, path: await fetchFile(deps, codecRungKey({ videoId, codec }, rung), path) });
    }
  return added;
}

async function listKeys(prefix: string, { store }: Pick<StepDeps, 'store'>): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys.sort();
}

async function joinSegments(
  prefix: string,
  keys: readonly string[],
  path: string,
  deps: Pick<StepDeps, 'store' | 'signal'>,
): Promise<string> {
  const segments = keys.filter((key) => key.startsWith(prefix) && key.endsWith('.m4s'));
  const output = Bun.file(path).writer();
  try {
    for (const key of [`${prefix}init.mp4`, ...segments]) {
      deps.signal.throwIfAborted();
      const object = await deps.store.get(key);
      if (!object) throw new Error(`the published set lacks ${key}`);
      for await (const chunk of object.body) output.write(chunk);
      await output.flush();
    }
  } finally {
    await output.end();
  }
  return path;
}

async function copyTo(key: string, path: string, { store, signal }: Pick<StepDeps, 'store' | 'signal'>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await store.downloadTo(key, path, { signal });
}
