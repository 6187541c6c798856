import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import { type PublishedResult, transcodeResultSchema } from '../../shared/contracts/transcode.ts';
import type { LadderPreset } from '../../shared/media/ladder.ts';
import { makeClip, readFrameNumber, runFfmpeg } from '../../testkit/fixtures.ts';
import { tempDir } from '../../testkit/services.ts';
import { segmentDurationsSec } from '../publish/manifests.ts';
import { repackage } from '../steps/repackage.ts';
import { addCodec } from '../testing/add-codec.ts';
import { fastLadder, pipelineIn, readPackets, videoId } from '../testing/run-clip.ts';

setDefaultTimeout(120_000);

const ladder: LadderPreset = {
  ...fastLadder,
  steps: [
    { shortSide: 144, crf: 20, maxrateKbps: 800 },
    { shortSide: 180, crf: 20, maxrateKbps: 800 },
  ],
  firstShortSide: 144,
  halveFrameRateBelow: 180,
};

describe('AV1 beside H.264', () => {
  let dir: Awaited<ReturnType<typeof tempDir>>;
  let pipeline: Awaited<ReturnType<typeof pipelineIn>>;
  let before: PublishedResult;
  let after: PublishedResult;
  const prefix = (set: PublishedResult) => `media/${videoId}/${set.generation}/`;

  beforeAll(async () => {
    dir = await tempDir();
    const file = join(dir.path, 'clip.mp4');
    await makeClip({ path: file, durationSec: 9.5, width: 320, height: 180, frameRate: '60000/1001' });
    pipeline = await pipelineIn(dir.path, { ladder, chunkSec: 4 });
    await pipeline.run(file);
    const ready = transcodeResultSchema.parse(pipeline.results.at(-1));
    if (ready.kind !== 'ready') throw new Error(ready.kind);
    before = ready;
    await addCodec(pipeline, before, 'av1');
    const job = { ...before, kind: 'repackage' as const, codecs: ['av1' as const] };
    after = await repackage(job, { ...pipeline.deps, chunkSec: 4 });
  });
  afterAll(() => dir.remove());

  test('every rung is there once more, with the same size and rate', () => {
    const shape = (set: PublishedResult, codec: string) =>
      set.renditions
        .filter((rung) => rung.codec === codec)
        .map(({ name, width, height, frame_rate }) => [name.replace('-av1', ''), width, height, frame_rate]);
    expect(shape(after, 'h264')).toEqual(shape(before, 'h264'));
    expect(shape(after, 'av1')).toEqual(shape(before, 'h264'));
    expect(after.renditions.map(({ name }) => name)).toEqual(['144p', '180p', '144p-av1', '180p-av1']);
  });

  test('is cut at the same times, with every frame in its place', async () => {
    for (const name of ['144p', '180p']) {
      const [h264, av1] = await Promise.all(
        [name, `${name}-av1`].map(async (rung) => {
          const path = join(dir.path, `${rung}.mp4`);
          await pipeline.join(prefix(after), rung, path);
          const packets = await readPackets(path);
          const pixels = await runFfmpeg([
            '-i',
            path,
            '-fps_mode',
            'passthrough',
            '-f',
            'rawvideo',
            '-pix_fmt',
            'rgba',
            '-',
          ]);
          const { width = 0, height = 0 } = after.renditions.find((one) => one.name === rung) ?? {};
          const bytes = width * height * 4;
          return {
            numbers: packets.map((_, at) =>
              readFrameNumber(pixels.subarray(at * bytes, (at + 1) * bytes), width, height),
            ),
            keys: packets.filter(({ isKey }) => isKey).map(({ ptsSec }) => ptsSec.toFixed(3)),
            segments: segmentDurationsSec(await pipeline.text(`${prefix(after)}hls/${rung}.m3u8`)),
          };
        }),
      );
      expect(av1?.numbers).not.toContain(null);
      expect(av1?.keys).toEqual(['0.000', '2.002', '4.004', '6.006', '8.008']);
      // The largest rung is the source's own picture, with key frames between the points of the grid, too.
      expect(h264?.keys).toEqual(expect.arrayContaining(av1?.keys ?? []));
      expect({ ...av1, keys: [] }).toEqual({ ...h264, keys: [] });
    }
  });

  test('stands in both manifests as what it is, behind H.264', async () => {
    const master = await pipeline.text(`${prefix(after)}hls/master.m3u8`);
    const variants = [...master.matchAll(/#EXT-X-STREAM-INF:.*CODECS="(\w+)[^"]*".*\n(.*)/g)].map((match) => [
      match[2],
      match[1],
    ]);
    expect(variants).toEqual([
      ['144p.m3u8', 'avc1'],
      ['180p.m3u8', 'avc1'],
      ['144p-av1.m3u8', 'av01'],
      ['180p-av1.m3u8', 'av01'],
    ]);
    expect([...master.matchAll(/#EXT-X-I-FRAME-STREAM-INF:.*CODECS="(\w+)/g)].map((match) => match[1])).toEqual([
      'avc1',
      'avc1',
    ]);
    const mpd = await pipeline.text(`${prefix(after)}dash/manifest.mpd`);
    const sets = [...mpd.matchAll(/<AdaptationSet id="(\d+)" contentType="video"[\s\S]*?<\/AdaptationSet>/g)].map(
      (match) => ({
        id: match[1],
        codecs: [...new Set([...match[0].matchAll(/codecs="(\w+)/g)].map((codec) => codec[1]))],
        trickOf: /trickmode" value="(\d+)"/.exec(match[0])?.[1],
      }),
    );
    const main = sets.find(({ codecs, trickOf }) => codecs.includes('avc1') && trickOf === undefined);
    expect(sets.map(({ codecs }) => codecs).toSorted()).toEqual([['av01'], ['avc1'], ['avc1']]);
    expect(sets.find(({ trickOf }) => trickOf !== undefined)).toMatchObject({
      codecs: ['avc1'],
      trickOf: main?.id ?? '',
    });
  });

  test('goes again when it is not asked for any more', async () => {
    const job = { ...after, kind: 'repackage' as const, codecs: [] };
    const without = await repackage(job, { ...pipeline.deps, chunkSec: 4 });
    expect(without.renditions).toEqual(before.renditions);
    expect(await pipeline.text(`${prefix(without)}hls/master.m3u8`)).not.toContain('av01');
  });

  test('that was promised and is not there keeps a set from being packaged', async () => {
    await pipeline.store.delete(await pipeline.keys(`rungs/${videoId}/`));
    const job = { ...after, kind: 'repackage' as const, codecs: ['av1' as const] };
    await expect(repackage(job, { ...pipeline.deps, chunkSec: 4 })).rejects.toThrow(
      'the av1 rungs of this video are gone',
    );
  });
});
