import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generationFiles } from '../../shared/media/object-keys.ts';
import { type CaptionTrack, type SetPlan, trickPlayFolder } from '../plan/package-set-argv.ts';
import { mpdTimelines, playlistFiles } from '../publish/manifests.ts';
import { type MeasuredRung, measureRung } from '../publish/measure-set.ts';

/**
 * Checks a packaged set before it is published: every rung is cut at the same times, and both formats name the same
 * files, all of them there. Throws when not; that is our own fault, never the source's.
 */
export async function verifySet(
  plan: SetPlan,
  captions: readonly CaptionTrack[],
  setDir: string,
): Promise<MeasuredRung[]> {
  const rungs = await Promise.all(plan.rungs.map((rung) => measureRung(setDir, rung)));
  const [first] = rungs;
  if (!first || first.durationsSec.length === 0) throw new Error('the packaged set has no segments');
  const frameSec = plan.frameRate.den / plan.frameRate.num;
  for (const rung of rungs) {
    const isAligned = areAligned(rung.durationsSec, first.durationsSec, 2.01 * frameSec);
    if (!isAligned) throw new Error(`segments of ${rung.name} and ${first.name} do not line up`);
  }
  const filesOf = async (track: { name: string }) =>
    playlistFiles(await readFile(join(setDir, 'hls', `${track.name}.m3u8`), 'utf8'));
  const audio = (await Promise.all(plan.audioTracks.map(filesOf))).flat();
  const inHls = new Set([...rungs.flatMap((rung) => rung.files), ...audio]);
  const timelines = mpdTimelines(await readFile(join(setDir, generationFiles.dashManifest), 'utf8'));
  // Captions and the pictures for seeking have another shape in each format.
  const isShared = (file: string) => !file.startsWith(`${trickPlayFolder(plan)}/`) && !/^captions-[^/]*\//.test(file);
  const inDash = new Set(timelines.flatMap((timeline) => timeline.files).filter(isShared));
  if (inHls.symmetricDifference(inDash).size > 0) throw new Error('the HLS and DASH manifests name different files');
  const texts = timelines.filter((timeline) => timeline.contentType === 'text').length;
  const segmentCounts = await Promise.all(captions.map(async (track) => (await filesOf(track)).length));
  if (texts !== captions.length || segmentCounts.includes(0))
    throw new Error('captions are missing from the manifests');
  return rungs;
}

/** Cut at the same times; at the very end a rung of half the rate may lack the last frame, or a segment of just it. */
function areAligned(a: readonly number[], b: readonly number[], endToleranceSec: number): boolean {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  const last = short.length - 1;
  return (
    long.slice(short.length).reduce((total, value) => total + value, 0) <= endToleranceSec &&
    short.every((value, at) => Math.abs(value - (long[at] ?? 0)) <= (at === last ? endToleranceSec : 0.002))
  );
}
