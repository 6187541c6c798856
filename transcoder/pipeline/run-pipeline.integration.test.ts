import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { transcodeProgressSchema, transcodeResultSchema } from '../../shared/contracts/transcode.ts';
import { isNewerGeneration } from '../../shared/media/object-keys.ts';
import { grabFrame, makeClip, readFrameNumber, runFfmpeg } from '../../testkit/fixtures.ts';
import { tempDir } from '../../testkit/services.ts';
import { mpdTimelines, playlistFiles } from '../publish/manifests.ts';
import { fastLadder, pipelineIn, readPackets, videoId } from '../testing/run-clip.ts';

setDefaultTimeout(60_000);

const published = (results: { kind: string }[], kind: 'playable' | 'ready') => {
  const result = results.map((one) => transcodeResultSchema.parse(one)).find((one) => one.kind === kind);
  if (!result || !('generation' in result)) throw new Error(`no ${kind} result`);
  return { ...result, prefix: `media/${videoId}/${result.generation}/` };
};

describe('a six-second 60 fps clip', () => {
  let dir: Awaited<ReturnType<typeof tempDir>>;
  let pipeline: Awaited<ReturnType<typeof pipelineIn>>;
  const frames = 360;

  beforeAll(async () => {
    dir = await tempDir();
    const file = join(dir.path, 'clip.mov');
    await makeClip({ path: file, durationSec: 6, width: 854, height: 480, frameRate: 60 });
    pipeline = await pipelineIn(dir.path);
    await pipeline.run(file);
  });
  afterAll(() => dir.remove());

  test('is announced playable first, then ready under a newer generation', () => {
    expect(pipeline.results.map((result) => result.kind)).toEqual(['playable', 'ready']);
    const [early, final] = [published(pipeline.results, 'playable'), published(pipeline.results, 'ready')];
    expect(isNewerGeneration(final.generation, early.generation)).toBe(true);
    expect(early.renditions.map((rung) => rung.name)).toEqual(['360p']);
    expect(final.renditions.map((rung) => [rung.name, rung.width, rung.frame_rate])).toEqual([
      ['144p', 256, 30],
      ['240p', 428, 30],
      ['360p', 640, 30],
      ['480p', 854, 60],
    ]);
    for (const rung of final.renditions) expect(rung.bitrate_bps).toBeGreaterThan(10_000);
    expect(final).toMatchObject({ duration_sec: 6, width: 854, height: 480 });
  });

  test('has every frame, cut at IDR frames at the same times in every rung', async () => {
    const { prefix, renditions } = published(pipeline.results, 'ready');
    const starts: string[] = [];
    for (const rung of renditions) {
      const path = join(dir.path, `${rung.name}.mp4`);
      const segments = await pipeline.join(prefix, rung.name, path);
      expect(segments).toHaveLength(2);
      const packets = await readPackets(path);
      expect(packets).toHaveLength(rung.frame_rate === 60 ? frames : frames / 2);
      expect(packets[0]?.ptsSec).toBe(0);
      starts.push(
        packets
          .filter((packet) => packet.isKey)
          .map((packet) => packet.ptsSec.toFixed(3))
          .join(),
      );
      const firstSegment = join(dir.path, `${rung.name}-second.mp4`);
      const parts = [`${prefix}${rung.name}/init.mp4`, segments[1] ?? ''].map(async (key) =>
        new Response((await pipeline.store.get(key))?.body).bytes(),
      );
      await Bun.write(firstSegment, Buffer.concat(await Promise.all(parts)));
      expect((await readPackets(firstSegment))[0]).toEqual({ ptsSec: 4, isKey: true });
    }
    expect(new Set(starts)).toEqual(new Set(['0.000,2.000,4.000']));
  });

  test('shows the right picture at the right time in every rung', async () => {
    const { prefix, renditions } = published(pipeline.results, 'ready');
    for (const rung of renditions) {
      const path = join(dir.path, `${rung.name}-frame.mp4`);
      await pipeline.join(prefix, rung.name, path);
      const { rgba } = await grabFrame(path, { atSec: 3.5, width: 640, height: 360 });
      expect(readFrameNumber(rgba, 640, 360)).toBe(210);
    }
  });

  test.each(['playable', 'ready'] as const)('%s: both formats name the same files, all of them there', async (kind) => {
    const { prefix, renditions } = published(pipeline.results, kind);
    const keys = await pipeline.keys(prefix);
    const timelines = mpdTimelines(await pipeline.text(`${prefix}dash/manifest.mpd`)).flatMap((track) => track.files);
    // What DASH shows while seeking are byte ranges of the segments in HLS.
    const inDash = timelines.filter((file) => !file.includes('-trick/'));
    const playlists = await Promise.all(
      [...renditions.map((rung) => rung.name), 'audio'].map((name) => pipeline.text(`${prefix}hls/${name}.m3u8`)),
    );
    const inHls = playlists.flatMap(playlistFiles);
    expect(inHls.toSorted()).toEqual(inDash.toSorted());
    for (const file of [...inHls, ...timelines]) expect(keys).toContain(prefix + file);
    for (const key of keys.filter((name) => /\.(m3u8|mpd)$/.test(name))) {
      const text = await pipeline.text(key);
      expect(text.replace(/xmlns[^>]*|schemeIdUri="[^"]*"|<!--.*-->|^##.*$/gm, '')).not.toContain('://');
      expect(text).not.toContain(dir.path);
      expect(text).not.toContain('type="dynamic"');
      if (text.includes('#EXTINF')) expect(text).toContain('#EXT-X-ENDLIST');
    }
    expect(keys).toContain(`${prefix}images/poster.jpg`);
    if (kind === 'ready') expect(keys).toContain(`${prefix}images/thumbnail-640.jpg`);
  });

  test('shows progress that only grows and names the stages in order', () => {
    const reports = pipeline.progress.map((report) => transcodeProgressSchema.parse(report));
    const percents = reports.map((report) => report.percent);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect([...new Set(reports.map((report) => report.stage))]).toEqual([
      'probe',
      'first_rung',
      'ladder',
      'package',
      'publish',
    ]);
  });

  test('leaves no scratch behind', async () => {
    expect(await readdir(join(dir.path, 'work'))).toEqual([]);
  });
});

test('the first rung of a longer source plays while it is still encoding', async () => {
  await using dir = await tempDir();
  const file = join(dir.path, 'clip.mp4');
  await makeClip({ path: file, durationSec: 14, width: 640, height: 360, audio: true });
  const seen: { hls: string; dash: string; keys: string[] }[] = [];
  const pipeline = await pipelineIn(dir.path, {
    // Slow enough that the growth can be seen.
    ladder: { ...fastLadder, x264Preset: 'slow' },
    onResult: async (result) => {
      if (result.kind !== 'playable') return;
      const prefix = `media/${videoId}/${result.generation}/`;
      const [hls, dash] = [`${prefix}hls/360p.m3u8`, `${prefix}dash/manifest.mpd`];
      seen.push({ hls: await pipeline.text(hls), dash: await pipeline.text(dash), keys: await pipeline.keys(prefix) });
    },
  });
  await pipeline.run(file);
  const [early] = seen;
  expect(early?.hls).toContain('#EXT-X-PLAYLIST-TYPE:EVENT');
  expect(early?.hls).not.toContain('ENDLIST');
  expect(early?.dash).toContain('type="dynamic" mediaPresentationDuration="PT14S"');
  for (const file of playlistFiles(early?.hls ?? ''))
    expect(early?.keys.some((key) => key.endsWith(`/${file}`))).toBe(true);
  const prefix = early?.keys[0]?.split('/').slice(0, 3).join('/');
  // The same generation ends well, with the same files and more.
  const complete = await pipeline.text(`${prefix}/hls/360p.m3u8`);
  expect(complete).toContain('#EXT-X-ENDLIST');
  expect(playlistFiles(complete).slice(0, playlistFiles(early?.hls ?? '').length)).toEqual(
    playlistFiles(early?.hls ?? ''),
  );
  expect(await pipeline.text(`${prefix}/dash/manifest.mpd`)).toContain(
    'type="static" mediaPresentationDuration="PT14S"',
  );
});

test.each([
  ['a silent portrait with odd sides', { width: 202, height: 360, audio: false, frameRate: 25 }],
  ['a tiny picture', { width: 100, height: 80, audio: true, frameRate: 10 }],
  ['film rate in matroska', { width: 256, height: 144, audio: true, frameRate: '24000/1001' }],
  ['a third of a second', { width: 256, height: 144, audio: false, frameRate: 30, durationSec: 0.3 }],
] as const)('%s keeps all its frames', async (name, clip) => {
  await using dir = await tempDir();
  const file = join(dir.path, name.includes('matroska') ? 'clip.mkv' : 'clip.mp4');
  await makeClip({ durationSec: 2, ...clip, path: file });
  const sourceFrames = (await readPackets(file)).length;
  const pipeline = await pipelineIn(dir.path);
  await pipeline.run(file);
  const ready = published(pipeline.results, 'ready');
  const top = ready.renditions.at(-1);
  const path = join(dir.path, 'top.mp4');
  await pipeline.join(ready.prefix, top?.name ?? '', path);
  expect(await readPackets(path)).toHaveLength(sourceFrames);
  const audio = await pipeline.keys(`${ready.prefix}audio/`);
  expect(audio.length > 0).toBe(clip.audio);
});

test('a click comes with its flash, in the early set and in the final one', async () => {
  await using dir = await tempDir();
  const file = join(dir.path, 'click.mp4');
  await runFfmpeg([
    ...['-f', 'lavfi', '-i', "color=black:s=256x144:r=30:d=4,drawbox=enable='gte(n,60)':color=white:t=fill"],
    ...['-f', 'lavfi', '-i', "aevalsrc='if(gte(t,2),0.8*sin(2*PI*1000*t),0)':s=48000:d=4"],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac', file],
  ]);
  const pipeline = await pipelineIn(dir.path);
  await pipeline.run(file);
  for (const kind of ['playable', 'ready'] as const) {
    const { prefix } = published(pipeline.results, kind);
    const [audio, video] = [join(dir.path, `${kind}-audio.mp4`), join(dir.path, `${kind}-video.mp4`)];
    await pipeline.join(prefix, 'audio', audio);
    await pipeline.join(prefix, '144p', video);
    // -copyts: alone, the track begins with its priming at −21 ms, and ffmpeg would move that to zero.
    const pcm = await runFfmpeg([
      '-copyts',
      '-i',
      audio,
      '-af',
      'aresample=async=1:first_pts=0',
      '-ac',
      '1',
      '-f',
      's16le',
      '-',
    ]);
    const samples = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.byteLength >> 1);
    const clickSec = samples.findIndex((sample) => Math.abs(sample) > 3_000) / 48_000;
    const grey = await runFfmpeg(['-i', video, '-vf', 'scale=1:1,format=gray', '-f', 'rawvideo', '-']);
    const flashSec = grey.findIndex((luma) => luma > 128) / 30;
    expect(flashSec).toBeCloseTo(2, 6);
    expect(Math.abs(clickSec - flashSec)).toBeLessThan(0.01);
  }
});
