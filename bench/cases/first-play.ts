import { join } from 'node:path';
import { uploadFile } from '../../cli/upload/upload-file.ts';
import { newCreator } from '../../e2e/creator.ts';
import { readMaster, readMediaPlaylist } from '../../e2e/media-set.ts';
import { runKinora } from '../../e2e/running-kinora.ts';
import { makeClip, runFfmpeg } from '../../testkit/fixtures.ts';
import { startS3, tempDir } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { type BenchCase, median } from '../bench-case.ts';
import { benchSettings } from '../settings.ts';
import { throttledLine } from '../throttled-line.ts';

/** Loops of ten seconds: of a small clip, or of one of 14 Mbit/s with its index at the end, as cameras write it. */
const lengths: { name: string; loops: number; isLarge?: true }[] = [
  { name: '10_s', loops: 1 },
  { name: '10_min', loops: 60 },
  { name: '60_min', loops: 360 },
  { name: '10_min_1_gb', loops: 60, isLarge: true },
];
const settings = benchSettings();
const usesS3 = settings.KINORA_BENCH_STORE === 's3';
/** Of the line between S3 and the transcoder. */
const lineBytesPerSec = (settings.KINORA_BENCH_STORE_MB_PER_SEC ?? 0) * 1e6;

/** From the answer to "complete" to the first 360p segment in hand, through the public host, for several lengths. */
export const firstPlayCase: BenchCase = {
  name: 'first-play',
  summary:
    'upload complete → first 360p segment through the edge, for 10 s, 10 min and 60 min of 1080p ' +
    '(KINORA_BENCH_STORE=s3 for radosgw, KINORA_BENCH_STORE_MB_PER_SEC for a slower line to it)',
  budgets: { longest_vs_shortest: '(goal: every length ≤ 3 s)' },
  async run({ runs, note }) {
    await using dir = await tempDir();
    const base = { durationSec: 10, width: 1920, height: 1080, numbered: false };
    const [small, large] = [join(dir.path, 'small.mp4'), join(dir.path, 'large.mp4')];
    await makeClip({ ...base, path: small, outputArgs: ['-preset', 'veryfast', '-crf', '36'] });
    const rate = ['-b:v', '14M', '-minrate', '14M', '-maxrate', '14M', '-bufsize', '14M'];
    await makeClip({ ...base, path: large, outputArgs: [...rate, '-x264-params', 'nal-hrd=cbr'] });
    const figures: Record<string, number> = {};
    for (const { name, loops, isLarge } of lengths) {
      const path = join(dir.path, `${name}.mp4`);
      const loop = ['-stream_loop', String(loops - 1), '-i', isLarge ? large : small, '-c', 'copy'];
      await runFfmpeg([...loop, ...(isLarge ? [] : ['-movflags', '+faststart']), path]);
      const seconds: number[] = [];
      for (let run = 0; run < runs; run++) seconds.push(await firstPlaySec(path));
      figures[`first_play_${name}_sec`] = median(seconds);
      note(`${name}: ${seconds.map((value) => value.toFixed(2)).join(', ')} s`);
    }
    const { first_play_10_s_sec: shortest = Number.NaN, first_play_60_min_sec: longest = Number.NaN } = figures;
    return { figures, ratios: { longest_vs_shortest: longest / shortest } };
  },
};

/** A whole installation per run, store included: the ladder that would follow is stopped with it. */
async function firstPlaySec(path: string): Promise<number> {
  const s3 = usesS3 ? await startS3() : null;
  const line = s3 && lineBytesPerSec > 0 ? await throttledLine(new URL(s3.endpoint), lineBytesPerSec) : null;
  const storage: Record<string, string> = s3
    ? {
        KINORA_S3_BUCKET: s3.bucket,
        KINORA_S3_ENDPOINT: line?.url ?? s3.endpoint,
        KINORA_S3_PUBLIC_ENDPOINT: s3.endpoint,
        KINORA_S3_REGION: s3.region,
        KINORA_S3_ACCESS_KEY_ID: s3.accessKeyId,
        KINORA_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
      }
    : {};
  const kinora = await runKinora(['start'], { KINORA_MAX_UPLOAD_BYTES: String(2 ** 34), ...storage });
  try {
    await kinora.ready();
    const { client } = await newCreator(kinora);
    const details = { title: 'First play', visibility: 'public' as const };
    const { video_id } = await uploadFile(client, path, { details });
    const completedAt = performance.now();
    const status = () =>
      kinora
        .client()
        .videoStatus(video_id)
        .catch(() => null);
    const wait = { timeoutMs: 120_000, intervalMs: 20, what: 'the first rung' };
    await waitFor(async () => (await status())?.playable, wait);
    const { hls_url } = await kinora.client().playback(video_id);
    const { variants } = await readMaster(hls_url);
    const { initUrl, segmentUrls } = await readMediaPlaylist(variants.get(360) ?? '');
    for (const url of [initUrl, segmentUrls[0] ?? '']) {
      const response = await fetch(url);
      if (!response.ok) throw new Error(`answer ${response.status} for a segment`);
      await response.arrayBuffer();
    }
    return (performance.now() - completedAt) / 1000;
  } finally {
    await kinora.stop();
    await line?.stop();
    await s3?.stop();
  }
}
