import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeClip, runFfmpeg } from '../../testkit/fixtures.ts';
import { tempDir } from '../../testkit/services.ts';
import { MediaError } from '../run/media-error.ts';
import { originalKey, pipelineIn } from '../testing/run-clip.ts';

setDefaultTimeout(60_000);

let dir: Awaited<ReturnType<typeof tempDir>>;
let clip: Uint8Array<ArrayBuffer>;
let listener: ReturnType<typeof Bun.serve>;
let requests = 0;

beforeAll(async () => {
  dir = await tempDir();
  const path = join(dir.path, 'clip.mp4');
  await makeClip({ path, durationSec: 6, width: 320, height: 240 });
  clip = new Uint8Array(await readFile(path));
  listener = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: () => {
      requests++;
      return new Response(clip);
    },
  });
});
afterAll(async () => {
  await listener.stop(true);
  await dir.remove();
});

/** Runs the pipeline on `content`, expects it to be rejected for good, and returns why. */
async function rejection(content: Uint8Array | string): Promise<MediaError & { published: string[] }> {
  await using own = await tempDir();
  const file = join(own.path, 'upload.mp4');
  await writeFile(file, content);
  const pipeline = await pipelineIn(own.path);
  const error = await pipeline.run(file).then(
    () => new Error(`accepted: ${JSON.stringify(pipeline.results)}`),
    (cause: unknown) => cause,
  );
  if (!(error instanceof MediaError)) throw error;
  expect(pipeline.results.map((result) => result.kind)).not.toContain('ready');
  expect(Buffer.from(await readFile(pipeline.store.localPath(originalKey) ?? ''))).toEqual(Buffer.from(content));
  expect(await readdir(join(own.path, 'work'))).toEqual([]);
  expect(error.message).not.toContain('/');
  return Object.assign(error, { published: await pipeline.keys('media/') });
}

describe('what is no video is unsupported, and nothing of it is followed', () => {
  const scripts = (): [string, Uint8Array | string][] => [
    ['text', 'Dear diary, today I renamed a text file.\n'.repeat(50)],
    ['nothing', ''],
    [
      'an m3u8 naming a local file',
      '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n',
    ],
    [
      'an m3u8 naming a URL',
      `#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n${listener.url.href}a.ts\n#EXT-X-ENDLIST\n`,
    ],
    ['an ffconcat script naming a local file', 'ffconcat version 1.0\nfile /etc/passwd\n'],
    ['an ffconcat script naming a URL', `ffconcat version 1.0\nfile ${listener.url.href}a.mp4\n`],
    ['an SDP', `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n`],
    [
      'a DASH manifest',
      `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><BaseURL>${listener.url.href}</BaseURL></MPD>`,
    ],
  ];
  test('scripts, text and emptiness', async () => {
    for (const [name, content] of scripts()) {
      const { code, published } = await rejection(content);
      expect([name, code, published]).toEqual([name, 'unsupported_media', []]);
    }
    expect(requests).toBe(0);
  });

  test('an image', async () => {
    const png = await runFfmpeg(['-f', 'lavfi', '-i', 'testsrc2=s=64x64', '-frames:v', '1', '-f', 'apng', '-']);
    expect((await rejection(png)).code).toBe('unsupported_media');
  });

  test('sound alone', async () => {
    const path = join(dir.path, 'sound.m4a');
    await runFfmpeg(['-f', 'lavfi', '-i', 'sine=d=1', '-c:a', 'aac', path]);
    const { code, message } = await rejection(await Bun.file(path).bytes());
    expect([code, message]).toEqual(['unsupported_media', 'The file has no video track.']);
  });

  test('a playlist behind the first bytes of a transport stream cannot reach the network', async () => {
    const packets = Buffer.alloc(188 * 30, 0xff);
    for (let at = 0; at < packets.length; at += 188) packets[at] = 0x47;
    const script = Buffer.from(`#EXTM3U\n#EXTINF:4,\n${listener.url.href}a.ts\n`);
    expect((await rejection(Buffer.concat([packets, script]))).code).toMatch(/_media$/);
    expect(requests).toBe(0);
  });
});

describe('what is damaged is corrupt', () => {
  test('cut off, with the index in front', async () => {
    const { code, published } = await rejection(clip.slice(0, Math.floor(clip.length * 0.47)));
    expect([code, published]).toEqual(['corrupt_media', []]);
  });

  test('cut off, with the index at the end', async () => {
    const path = join(dir.path, 'plain.mp4');
    await runFfmpeg(['-i', join(dir.path, 'clip.mp4'), '-c', 'copy', path]);
    const whole = await Bun.file(path).bytes();
    const { code, published } = await rejection(whole.slice(0, Math.floor(whole.length * 0.8)));
    expect([code, published]).toEqual(['corrupt_media', []]);
  });

  test('cut off, in matroska', async () => {
    const path = join(dir.path, 'clip.mkv');
    await runFfmpeg(['-i', join(dir.path, 'clip.mp4'), '-c', 'copy', path]);
    const whole = await Bun.file(path).bytes();
    expect((await rejection(whole.slice(0, Math.floor(whole.length * 0.5)))).code).toBe('corrupt_media');
  });

  test.each([
    ['zeros', () => new Uint8Array(1)],
    ['noise', () => crypto.getRandomValues(new Uint8Array(65_536))],
  ])('a hole of %s in the media data', async (_, filler) => {
    const holed = clip.slice();
    const [from, to] = [Math.floor(clip.length * 0.4), Math.floor(clip.length * 0.6)];
    const fill = filler();
    for (let at = from; at < to; at++) holed[at] = fill[at % fill.length] ?? 0;
    expect((await rejection(holed)).code).toBe('corrupt_media');
  });

  test('an index of zeros', async () => {
    const broken = clip.slice();
    const index = Buffer.from(broken).indexOf('moov');
    broken.fill(0, index + 4, index + 2_000);
    expect((await rejection(broken)).code).toBe('corrupt_media');
  });
});

describe('limits', () => {
  test.each([
    ['picture', { maxPixels: 320 * 200, maxDurationSec: 100, maxStreams: 16 }],
    ['duration', { maxPixels: 4096 * 2304, maxDurationSec: 5, maxStreams: 16 }],
    ['tracks', { maxPixels: 4096 * 2304, maxDurationSec: 100, maxStreams: 1 }],
  ])('%s', async (_, limits) => {
    await using own = await tempDir();
    const pipeline = await pipelineIn(own.path, { limits });
    await expect(pipeline.run(join(dir.path, 'clip.mp4'))).rejects.toMatchObject({ code: 'limits_exceeded' });
    expect(pipeline.results).toEqual([]);
  });
});

test('a good clip passes, downloaded, with its encoders cut off from the network', async () => {
  await using own = await tempDir();
  const pipeline = await pipelineIn(own.path);
  expect(pipeline.deps.sandbox.noNetwork).not.toEqual([]);
  // As from a store on another machine: the original is downloaded first.
  pipeline.deps.store = { ...pipeline.store, localPath: () => null };
  await pipeline.run(join(dir.path, 'clip.mp4'));
  expect(pipeline.results.at(-1)?.kind).toBe('ready');
  expect(await readdir(join(own.path, 'work'))).toEqual([]);
});

test('a pipeline that is stopped leaves neither scratch nor children', async () => {
  await using own = await tempDir();
  const stop = new AbortController();
  const pipeline = await pipelineIn(own.path, {
    signal: stop.signal,
    onProgress: (report) => {
      if (report.stage === 'first_rung') stop.abort(new Error('stop now'));
    },
  });
  const error = await pipeline.run(join(dir.path, 'clip.mp4')).catch((cause: unknown) => cause);
  expect(error).toEqual(new Error('stop now'));
  expect(await readdir(join(own.path, 'work'))).toEqual([]);
  const commands = await Promise.all(
    (await readdir('/proc'))
      .filter((name) => /^\d+$/.test(name))
      .map((pid) =>
        Bun.file(`/proc/${pid}/cmdline`)
          .text()
          .catch(() => ''),
      ),
  );
  expect(commands.filter((line) => line.includes(own.path))).toEqual([]);
});
