import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import type { RepackageJob, TranscodeResult } from '../../shared/contracts/transcode.ts';
import { isNewerGeneration } from '../../shared/media/object-keys.ts';
import { requireEngine } from '../../testkit/engines.ts';
import { makeClip, readFrameNumber, runFfmpeg } from '../../testkit/fixtures.ts';
import { tempDir } from '../../testkit/services.ts';
import { mpdTimelines, segmentDurationsSec } from '../publish/manifests.ts';
import { repackage } from '../steps/repackage.ts';
import { originalKey, pipelineIn, readPackets, videoId } from '../testing/run-clip.ts';

setDefaultTimeout(90_000);

type Pipeline = Awaited<ReturnType<typeof pipelineIn>>;
type Ready = Extract<TranscodeResult, { kind: 'ready' }>;

function ready(pipeline: Pipeline): Ready & { prefix: string } {
  const result = pipeline.results.find((one) => one.kind === 'ready');
  if (result?.kind !== 'ready') throw new Error('no ready result');
  return { ...result, prefix: `media/${videoId}/${result.generation}/` };
}

/** Integrated loudness in LUFS and true peak in dBTP, as ebur128 measures a file. */
async function loudnessOf(path: string) {
  const argv = ['-hide_banner', '-nostats', '-i', path, '-map', '0:a', '-af', 'ebur128=peak=true:framelog=verbose'];
  const child = Bun.spawn([requireEngine('ffmpeg'), ...argv, '-f', 'null', '-'], { stderr: 'pipe' });
  const text = await child.stderr.text();
  const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1]?.replace('inf', 'Infinity'));
  return { lufs: number(/I:\s+(\S+) LUFS/), peakDb: number(/Peak:\s+(\S+) dBFS/) };
}

const mediaLines = (master: string, type: string) =>
  master
    .split('\n')
    .filter((line) => line.startsWith(`#EXT-X-MEDIA:TYPE=${type}`))
    .map((line) => {
      const value = (name: string) => new RegExp(`[:,]${name}="?([^",]*)`).exec(line)?.[1] ?? null;
      return [value('GROUP-ID'), value('LANGUAGE'), value('NAME'), value('DEFAULT'), value('URI')].join(' ');
    });

describe('a matroska file with two languages, 5.1 sound, a commentary and subtitles', () => {
  let dir: Awaited<ReturnType<typeof tempDir>>;
  let pipeline: Pipeline;

  beforeAll(async () => {
    dir = await tempDir();
    const [picture, file] = [join(dir.path, 'picture.mp4'), join(dir.path, 'clip.mkv')];
    await makeClip({ path: picture, durationSec: 9, width: 426, height: 240, audio: false });
    const cues = (word: string) =>
      `1\n00:00:01,000 --> 00:00:02,000\n${word} <i>one</i>\n\n2\n00:00:06,000 --> 00:00:30,000\n${word} two\n`;
    for (const word of ['Hello', 'Hallo', 'Forced']) await Bun.write(join(dir.path, `${word}.srt`), cues(word));
    const tone = (hz: number, volume: number) => ['-f', 'lavfi', '-i', `sine=${hz}:r=48000:d=9,volume=${volume}`];
    await runFfmpeg([
      ...['-i', picture, ...tone(440, 1), ...tone(660, 0.6), ...tone(880, 1), ...tone(300, 4)],
      ...['Hello', 'Hallo', 'Forced'].flatMap((word) => ['-i', join(dir.path, `${word}.srt`)]),
      ...['-filter_complex', '[4:a]pan=5.1|FL=c0|FR=c0|FC=c0|LFE=0*c0|BL=0*c0|BR=0*c0[surround]'],
      ...['-map', '0:v', '-map', '1:a', '-map', '2:a', '-map', '3:a', '-map', '[surround]'],
      ...['-map', '5:s', '-map', '6:s', '-map', '7:s', '-c:v', 'copy', '-c:a', 'aac', '-c:s', 'srt'],
      ...['ger', 'eng', 'eng', 'eng'].flatMap((language, at) => [`-metadata:s:a:${at}`, `language=${language}`]),
      ...['eng', 'ger', 'eng'].flatMap((language, at) => [`-metadata:s:s:${at}`, `language=${language}`]),
      // English plays first, of which the commentary (a:2) is not the default; its title is hostile.
      ...['-disposition:a', '0', '-disposition:a:1', 'default', '-metadata:s:a:1', 'title=a,b="c" $(x)\n'],
      ...['-disposition:s', '0', '-disposition:s:0', 'forced', '-disposition:s:2', '0'],
      file,
    ]);
    pipeline = await pipelineIn(dir.path);
    // The creator has brought German captions already.
    await pipeline.store.putBytes(
      `captions/${videoId}/de.vtt`,
      new TextEncoder().encode(
        'WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nMitgebracht\n\n01:00:00.000 --> 01:00:01.000\nX\n',
      ),
      { contentType: 'text/vtt' },
    );
    await pipeline.run(file);
  });
  afterAll(() => dir.remove());

  test('HLS names each language once, 5.1 as a group of its own in which no language is missing', async () => {
    const master = await pipeline.text(`${ready(pipeline).prefix}hls/master.m3u8`);
    expect(mediaLines(master, 'AUDIO')).toEqual([
      'audio en English YES audio.m3u8',
      'audio de Deutsch NO audio-de.m3u8',
      'surround en English 5.1 YES audio-51.m3u8',
      'surround de Deutsch NO audio-de.m3u8',
    ]);
    expect(master).toContain('AUDIO="audio"');
    expect(master).toContain('AUDIO="surround"');
  });

  test('DASH has an adaptation set for each', async () => {
    const mpd = await pipeline.text(`${ready(pipeline).prefix}dash/manifest.mpd`);
    const sets = [...mpd.matchAll(/<AdaptationSet\b[\s\S]*?<\/AdaptationSet>/g)].map(([text]) =>
      ['contentType', 'lang'].map((name) => new RegExp(`${name}="([^"]*)"`).exec(text)?.[1] ?? '-').join(' '),
    );
    expect(sets.toSorted()).toEqual(
      ['audio de', 'audio en', 'audio en', 'text de', 'text en', 'video -', 'video -'].toSorted(),
    );
    const [, id] = /<AdaptationSet id="(\d+)" contentType="video"/.exec(mpd) ?? [];
    expect(mpd).toContain(`schemeIdUri="http://dashif.org/guidelines/trickmode" value="${id}"`);
  });

  test('every track is the stream it says it is, at the same loudness', async () => {
    const { prefix } = ready(pipeline);
    for (const [name, channels, hz] of [
      ['audio', 2, 660],
      ['audio-de', 2, 440],
      ['audio-51', 6, 300],
    ] as const) {
      const path = join(dir.path, `${name}.mp4`);
      await pipeline.join(prefix, name, path);
      const pcm = await runFfmpeg(['-i', path, '-af', 'pan=mono|c0=FL', '-f', 's16le', '-']);
      const samples = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.byteLength >> 1).subarray(48_000, 96_000);
      const crossings = samples.filter((sample, at) => at > 0 && sample >= 0 && (samples[at - 1] ?? 0) < 0).length;
      expect(Math.abs(crossings - hz)).toBeLessThan(3);
      const { lufs, peakDb } = await loudnessOf(path);
      expect(Math.abs(lufs + 14)).toBeLessThan(1);
      expect(peakDb).toBeLessThan(0);
      const probe = Bun.spawn(
        [requireEngine('ffprobe'), '-v', 'error', '-show_entries', 'stream=channels', '-of', 'csv=p=0', path],
        { stdout: 'pipe' },
      );
      expect(Number(await probe.stdout.text())).toBe(channels);
    }
  });

  test('captions come from the file, those of the creator go before; all end with the video', async () => {
    const { prefix, captions } = ready(pipeline);
    expect(captions?.map(({ language }) => language)).toEqual(['de', 'en']);
    expect(mediaLines(await pipeline.text(`${prefix}hls/master.m3u8`), 'SUBTITLES')).toEqual([
      'captions de Deutsch NO captions-de.m3u8',
      'captions en English NO captions-en.m3u8',
    ]);
    expect(await pipeline.text(`captions/${videoId}/en.vtt`)).toContain('Forced <i>one</i>');
    expect(segmentDurationsSec(await pipeline.text(`${prefix}hls/captions-de.m3u8`))).toEqual([4]);
    expect(await pipeline.text(`${prefix}captions-de/00001.vtt`)).toContain('Mitgebracht');
    const english = segmentDurationsSec(await pipeline.text(`${prefix}hls/captions-en.m3u8`));
    expect(english.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(12);
    // Matroska starts counting at the sound's priming, 21 ms before the picture.
    expect(await pipeline.text(`${prefix}captions-en/00002.vtt`)).toMatch(/00:00:06\.0\d\d --> 00:00:09\.0\d\d/);
    const text = mpdTimelines(await pipeline.text(`${prefix}dash/manifest.mpd`)).filter(
      (set) => set.contentType === 'text',
    );
    const keys = await pipeline.keys(prefix);
    for (const file of text.flatMap((set) => set.files)) expect(keys).toContain(prefix + file);
    const join1 = join(dir.path, 'captions.mp4');
    await pipeline.join(prefix, 'captions-en', join1);
    expect(new TextDecoder().decode(await Bun.file(join1).bytes())).toContain('Forced');
  });

  test('the storyboard and the poster show the video', async () => {
    const { prefix } = ready(pipeline);
    const vtt = await pipeline.text(`${prefix}images/storyboard.vtt`);
    expect(vtt.match(/-->/g)).toHaveLength(10);
    const path = pipeline.store.localPath(`${prefix}images/storyboard-001.jpg`) ?? '';
    const [, x, y] = /00:00:07.000 --> .*\n\S+#xywh=(\d+),(\d+)/.exec(vtt) ?? [];
    const rgba = await runFfmpeg([
      '-i',
      path,
      '-vf',
      `crop=160:90:${x}:${y}`,
      '-pix_fmt',
      'rgba',
      '-f',
      'rawvideo',
      '-',
    ]);
    expect(Math.abs((readFrameNumber(rgba, 160, 90) ?? 0) - 210)).toBeLessThanOrEqual(1);
    const poster = pipeline.store.localPath(`${prefix}images/poster.jpg`) ?? '';
    const picture = await runFfmpeg(['-i', poster, '-pix_fmt', 'rgba', '-f', 'rawvideo', '-']);
    expect(readFrameNumber(picture, 426, 240)).not.toBeNull();
  });

  test('packaged again with new captions it is the same video, and encoded nothing', async () => {
    const before = ready(pipeline);
    const { prefix: _, kind: __, captions: ___, ...set } = before;
    await pipeline.store.putBytes(
      `captions/${videoId}/fr.vtt`,
      new TextEncoder().encode('WEBVTT\n\n00:00:05.000 --> 00:00:06.000\nBonjour\n'),
      { contentType: 'text/vtt' },
    );
    await pipeline.store.delete([`captions/${videoId}/de.vtt`]);
    const job: RepackageJob = { ...set, kind: 'repackage', codecs: [] };
    // A clock that lags behind does not make an older generation.
    const result = await repackage(job, { ...pipeline.deps, chunkSec: 60, clock: () => 0 });
    if (result.kind !== 'ready') throw new Error(result.kind);
    expect(isNewerGeneration(result.generation, before.generation)).toBe(true);
    expect(result).toMatchObject({ duration_sec: before.duration_sec, renditions: before.renditions });
    expect(result.captions?.map(({ language }) => language)).toEqual(['en', 'fr']);
    const prefix = `media/${videoId}/${result.generation}/`;
    const master = await pipeline.text(`${prefix}hls/master.m3u8`);
    expect(mediaLines(master, 'SUBTITLES')).toEqual([
      'captions en English NO captions-en.m3u8',
      'captions fr Français NO captions-fr.m3u8',
    ]);
    expect(mediaLines(master, 'AUDIO')).toEqual(
      mediaLines(await pipeline.text(`${before.prefix}hls/master.m3u8`), 'AUDIO'),
    );
    expect(await pipeline.text(`${prefix}dash/manifest.mpd`)).toMatch(/contentType="text" lang="fr"/);
    for (const name of [...before.renditions.map((rung) => rung.name), 'audio', 'audio-de', 'audio-51']) {
      const playlists = [before.prefix, prefix].map((at) => pipeline.text(`${at}hls/${name}.m3u8`));
      const [old, now] = await Promise.all(playlists);
      expect(now).toBe(old ?? '');
    }
    const paths = await Promise.all(
      [before.prefix, prefix].map(async (at, index) => {
        const path = join(dir.path, `again-${index}.mp4`);
        await pipeline.join(at, '240p', path);
        return path;
      }),
    );
    const [old, now] = await Promise.all(paths.map(readPackets));
    expect(now).toEqual(old ?? []);
    const hashes = await Promise.all(
      paths.map(async (path) =>
        new TextDecoder().decode(await runFfmpeg(['-i', path, '-c', 'copy', '-f', 'hash', '-'])),
      ),
    );
    expect(hashes[1]).toBe(hashes[0] ?? '');
    const images = (at: string) =>
      pipeline.keys(`${at}images/`).then((keys) => keys.map((key) => key.slice(at.length)));
    expect(await images(prefix)).toEqual(await images(before.prefix));
  });
});

test.each([
  ['loud', 0.9, -14],
  ['quiet', 0.05, -14],
  ['so quiet that more would be noise', 0.004, null],
  ['silent', 0, null],
] as const)('a %s tone', async (_, volume, expectedLufs) => {
  await using dir = await tempDir();
  const file = join(dir.path, 'clip.mp4');
  await runFfmpeg([
    ...['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=10:d=3'],
    ...['-f', 'lavfi', '-i', `aevalsrc=${volume}*sin(2*PI*1000*t)|${volume}*sin(2*PI*1000*t):s=48000:d=3`],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac', '-b:a', '192k', file],
  ]);
  const before = await loudnessOf(file);
  const pipeline = await pipelineIn(dir.path);
  await pipeline.store.putFile(originalKey, file, { contentType: 'video/mp4' });
  await pipeline.run(file);
  for (const { generation } of pipeline.results.filter((one) => 'generation' in one)) {
    const path = join(dir.path, `${generation}.mp4`);
    await pipeline.join(`media/${videoId}/${generation}/`, 'audio', path);
    const { lufs, peakDb } = await loudnessOf(path);
    if (expectedLufs !== null) expect(Math.abs(lufs - expectedLufs)).toBeLessThan(1);
    else if (volume === 0) expect(lufs).toBe(-70);
    else expect(Math.abs(lufs - (before.lufs + 12))).toBeLessThan(1);
    expect(peakDb).toBeLessThan(0);
  }
});
