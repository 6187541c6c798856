import { join } from 'node:path';
import { uploadFile } from '../../cli/upload/upload-file.ts';
import { newCreator } from '../../e2e/creator.ts';
import { readMaster, readMediaPlaylist } from '../../e2e/media-set.ts';
import { runKinora } from '../../e2e/running-kinora.ts';
import { makeClip, runFfmpeg } from '../../testkit/fixtures.ts';
import { tempDir } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { type BenchCase, median } from '../bench-case.ts';

const lengths: [name: string, loops: number][] = [
  ['10_s', 1],
  ['10_min', 60],
  ['60_min', 360],
];

/** From the answer to "complete" to the first 360p segment in hand, through the public host, for three lengths. */
export const firstPlayCase: BenchCase = {
  name: 'first-play',
  summary: 'upload complete → first 360p segment through the edge, for 10 s, 10 min and 60 min of 1080p',
  budgets: { longest_vs_shortest: '(goal: every length ≤ 3 s)' },
  async run({ runs, note }) {
    await using dir = await tempDir();
    const clip = join(dir.path, 'clip.mp4');
    await makeClip({
      path: clip,
      durationSec: 10,
      width: 1920,
      height: 1080,
      numbered: false,
      outputArgs: ['-preset', 'veryfast', '-crf', '36'],
    });
    const figures: Record<string, number> = {};
    for (const [name, loops] of lengths) {
      const path = join(dir.path, `${name}.mp4`);
      const loop = ['-stream_loop', String(loops - 1), '-i', clip, '-c', 'copy', '-movflags', '+faststart', path];
      await runFfmpeg(loop);
      const seconds: number[] = [];
      for (let run = 0; run < runs; run++) seconds.push(await firstPlaySec(path));
      figures[`first_play_${name}_sec`] = median(seconds);
      note(`${name}: ${seconds.map((value) => value.toFixed(2)).join(', ')} s`);
    }
    const [shortest = Number.NaN] = Object.values(figures);
    return { figures, ratios: { longest_vs_shortest: (Object.values(figures).at(-1) ?? Number.NaN) / shortest } };
  },
};

/** A whole installation per run: the ladder that would follow is stopped with it. */
async function firstPlaySec(path: string): Promise<number> {
  const kinora = await runKinora(['start'], { KINORA_MAX_UPLOAD_BYTES: String(2 ** 34) });
  try {
    await kinora.ready();
    const { client } = await newCreator(kinora);
    const details = { title: 'First play', visibility: 'public' as const };
    const { video_id } = await uploadFile(client, path, { details });
    const completedAt = performance.now();
    await waitFor(
      async () =>
        (
          await kinora
            .client()
            .videoStatus(video_id)
            .catch(() => null)
        )?.playable,
      {
        timeoutMs: 120_000,
        intervalMs: 20,
        what: 'the first rung',
      },
    );
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
  }
}
