import type { Rung } from '../plan/make-plan.ts';
import { perSecond } from '../probe/frame-rate.ts';
import { readSampleTables, type TrackTable } from './sample-table.ts';
import type { EncodedFile } from './verify-source.ts';

/** Frame count and durations of a file that our own encoder wrote. */
export async function readEncoded(path: string, rung: Rung): Promise<EncodedFile & { video: TrackTable | null }> {
  const tracks = await readSampleTables(path);
  const video = tracks.find((track) => track.handler === 'vide') ?? null;
  const audioSec = Math.max(0, ...tracks.filter((track) => track.handler === 'soun').map((track) => track.durationSec));
  const frames = video?.times.length ?? 0;
  return { frames, videoSec: frames / perSecond(rung.frameRate), audioSec, video };
}
