import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rendition } from '../../shared/contracts/transcode.ts';
import type { Rung } from '../plan/make-plan.ts';
import { perSecond } from '../probe/frame-rate.ts';
import { playlistFiles, segmentDurationsSec } from './manifests.ts';

export type MeasuredRung = Rendition & { durationsSec: number[]; files: string[] };

/** What the packaged set at `setDir` holds of `rung`: files, segment durations, average bit rate. */
export async function measureRung(setDir: string, rung: Rung): Promise<MeasuredRung> {
  const playlist = await readFile(join(setDir, 'hls', `${rung.name}.m3u8`), 'utf8');
  const files = playlistFiles(playlist);
  const durationsSec = segmentDurationsSec(playlist);
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(setDir, file))).size));
  const totalSec = sum(durationsSec);
  return {
    name: rung.name,
    codec: rung.codec,
    width: rung.width,
    height: rung.height,
    frame_rate: Number(perSecond(rung.frameRate).toFixed(3)),
    bitrate_bps: totalSec > 0 ? Math.round((sum(sizes) * 8) / totalSec) : 0,
    durationsSec,
    files,
  };
}

export function toRendition({ name, codec, width, height, frame_rate, bitrate_bps }: MeasuredRung): Rendition {
  return { name, codec, width, height, frame_rate, bitrate_bps };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
